import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DECLINING_CARD, Shopper, VISA } from './support/shopper.js';
import { secrets, stateDir } from './support/surroundings.js';

/** Every text of some length in the secrets file, with where it stands. */
function secretTexts(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return value.length >= 12 && !value.includes('@') ? [[path, value]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => secretTexts(inner, `${path}.${key}`));
}

describe('the logs of all of this', () => {
  it('hold no card number, no secret, no password and no cookie', async () => {
    const password = `pass-${crypto.randomUUID()}`;
    const shopper = new Shopper();
    await shopper.ask('POST', '/api/auth/sign-up', { email: shopper.email, name: 'Mara', password });
    await shopper.ask('POST', '/api/auth/sign-in', { email: shopper.email, password: `${password}-wrong` });
    await shopper.tokenize(VISA);

    const folder = join(stateDir, 'logs');
    const logs = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
    expect(logs.length).toBeGreaterThan(10);
    const forbidden: [string, string][] = [
      ...secretTexts(secrets()),
      ['password', password],
      ['card', VISA],
      ['declining card', DECLINING_CARD],
    ];
    expect(forbidden.length).toBeGreaterThan(8);
    const found = logs.flatMap(({ name, text }) =>
      forbidden.filter(([, value]) => text.includes(value)).map(([what]) => `${what} in ${name}`),
    );
    expect(found).toEqual([]);
    expect(logs.filter(({ text }) => /bw_session=[A-Za-z0-9]/.test(text))).toEqual([]);
  });
});
