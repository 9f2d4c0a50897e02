import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

/** Fault points whose name is made of a step: what the steps are called, by the file that lists them. */
const STEPS = {
  'order.${step}.answered': { file: 'apps/order/src/domain/order-model.ts', list: /export type Step =([^;]+);/ },
  'order.${step}.saved': { file: 'apps/order/src/domain/order-model.ts', list: /export type Step =([^;]+);/ },
  'payment.${step}.answered': {
    file: 'apps/payment/src/attempts/ask-provider.ts',
    list: /case 'confirm':([\s\S]+)case 'find':/,
    also: ['confirm'],
  },
};

const texts = (pattern) => globSync(pattern).map((file) => readFileSync(file, 'utf8'));
const appOf = (point) => point.slice(0, point.indexOf('.'));

function namesOf(point) {
  if (!point.includes('${')) return [point];
  const { file, list, also = [] } = STEPS[point] ?? assert.fail(`${point}: say in STEPS what it is made of`);
  const quoted = [...(list.exec(readFileSync(file, 'utf8'))?.[1] ?? '').matchAll(/(?:case |\| )'(\w+)'/g)];
  const steps = [...also, ...quoted.map(([, step]) => step)];
  assert.ok(steps.length > 1, `${point}: its steps were not found in ${file}`);
  return steps.map((step) => point.replace('${step}', step));
}

/** Also by a list of steps from which the test makes the name. */
function isKilledAt(name, specs) {
  const [, step = ''] = name.split('.');
  return specs.some((text) => text.includes(`'${name}'`) || text.includes(`${name}@`) || isListed(step, text));
}

function isListed(step, text) {
  return [...text.matchAll(/answeredAndSaved\(([^)]*)\)/g)].some(([, steps]) => steps.includes(`'${step}'`));
}

test('every fault point is one that a test kills its service at', () => {
  const sources = globSync('apps/*/src/**/*.ts').filter((file) => !file.endsWith('.spec.ts'));
  const points = sources.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/faultPoint\(['`]([^'`]+)['`]\)/g)].map(([, point]) => point),
  );
  assert.ok(points.length > 20, 'the fault points were not found');
  const missing = [...new Set(points)]
    .flatMap(namesOf)
    .filter((name) => !isKilledAt(name, texts(`apps/${appOf(name)}/src/**/*.int.spec.ts`)));
  assert.deepEqual(missing, []);
});
