import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { table } from './configuration/table.mjs';

const root = new URL('..', import.meta.url).pathname;
const { z } = createRequire(`${root}libs/contracts/package.json`)('zod');
const variables = JSON.parse(readFileSync(`${root}infra/local/service-variables.json`, 'utf8'));

const rowOf = (schema) => table({ NAME: schema }, '/checkout/').split('\n').at(-1);

test('a default is shown as a person would write it, whatever the service makes of it', () => {
  const limits = z
    .string()
    .default('pending=300')
    .transform((text) => ({ text }));
  assert.equal(rowOf(limits.describe('How long')), '| `NAME` | `pending=300` | How long |');
  assert.equal(rowOf(z.coerce.number().default(7).describe('a|b <c>')), '| `NAME` | `7` | a\\|b &lt;c> |');
  assert.equal(rowOf(z.stringbool().default(false)), '| `NAME` | `false` |  |');
  assert.equal(rowOf(z.string().default('/checkout/apps/x')), '| `NAME` | `apps/x` |  |');
});

test('a variable without a default is required or unset', () => {
  assert.equal(rowOf(z.string()), '| `NAME` | required |  |');
  assert.equal(rowOf(z.string().optional()), '| `NAME` | unset |  |');
});

test('a default that nobody could write is refused', () => {
  assert.throws(
    () =>
      rowOf(
        z
          .string()
          .transform((text) => [text])
          .default([]),
      ),
    /NAME: its default is no text/,
  );
});

test('docs/configuration.md shows no insides', () => {
  assert.doesNotMatch(readFileSync(`${root}docs/configuration.md`, 'utf8'), /\[object|undefined|NaN|function/);
});

test('in compose as natively, each service takes settings from a file of its own', () => {
  const compose = readFileSync(`${root}docker-compose.yml`, 'utf8');
  for (const name of Object.keys(variables)) {
    const [, rest] = compose.split(`\n  ${name}:\n`);
    const [service] = rest.split(/\n {2}\S/);
    assert.ok(service.includes(`\n    env_file: [{ path: ./config/${name}.env, required: false }]\n`), name);
  }
});
