// One configuration for every package: `jest --config ../../jest.config.mjs --rootDir .`
// The suffix says what a test may touch: .spec.ts nothing outside the process, .int.spec.ts real Postgres and Redis,
// .e2e.spec.ts a running shop. TEST_KIND chooses (unit when unset).
import { readFileSync } from 'node:fs';

const kind = process.env.TEST_KIND ?? 'unit';
const patterns = {
  unit: ['**/src/**/!(*.int|*.e2e).spec.ts'],
  int: ['**/src/**/*.int.spec.ts'],
  e2e: ['**/src/**/*.e2e.spec.ts'],
};
const swcrc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));

export default {
  testEnvironment: 'node',
  testMatch: patterns[kind],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swcrc, swcrc: false }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testTimeout: { unit: 10_000, int: 60_000, e2e: 120_000 }[kind],
  ...(kind === 'e2e' ? { globalSetup: '<rootDir>/e2e-setup.mjs', globalTeardown: '<rootDir>/e2e-teardown.mjs' } : {}),
  reporters: ['default', new URL('tools/jest-counts.mjs', import.meta.url).pathname],
  testSequencer: new URL('tools/jest-order.mjs', import.meta.url).pathname,
  maxWorkers: kind === 'unit' ? 2 : 1,
};
