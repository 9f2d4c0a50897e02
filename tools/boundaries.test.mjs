// Each rule is shown one deliberate violation, on disk, and must bite. Run by `npm test` with node --test.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { findViolations } from './check-boundaries.mjs';

const packages = [
  ...['kernel', 'contracts', 'resilience', 'telemetry', 'database', 'messaging', 'service-host', 'testing', 'web'].map(
    (n) => `libs/${n}`,
  ),
  ...['order', 'payment', 'storefront'].map((n) => `apps/${n}`),
  'infra/local',
  'drills/simulation',
];

/** A workspace with one file that has one import; returns what the check says. */
function violationsOf(file, specifier) {
  const root = mkdtempSync(join(tmpdir(), 'boundaries-'));
  try {
    for (const folder of packages) {
      const name = folder === 'infra/local' ? 'local-stack' : folder.split('/')[1];
      mkdirSync(join(root, folder, 'src'), { recursive: true });
      writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ name: `@breakwater/${name}` }));
    }
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), `import { x } from '${specifier}';\n`);
    return findViolations(root).violations;
  } finally {
    rmSync(root, { recursive: true });
  }
}

const forbidden = [
  ['an app imports an app', 'apps/order/src/a.ts', '@breakwater/payment'],
  ['a library imports an app', 'libs/messaging/src/a.ts', '@breakwater/order'],
  ['the kernel imports anything', 'libs/kernel/src/a.ts', '@breakwater/contracts'],
  ['a library imports its own level', 'libs/resilience/src/a.ts', '@breakwater/telemetry'],
  ['a library imports a higher level', 'libs/database/src/a.ts', '@breakwater/messaging'],
  ['a platform library learns a domain word', 'libs/database/src/a.ts', '@breakwater/contracts'],
  ['a page imports a platform library', 'apps/storefront/src/a.tsx', '@breakwater/resilience'],
  ["the pages' library imports a platform library", 'libs/web/src/a.ts', '@breakwater/telemetry'],
  ['code that is no test imports testing', 'apps/order/src/a.ts', '@breakwater/testing'],
  ['a service knows the native stack', 'apps/order/src/a.ts', '@breakwater/local-stack'],
  ['domain imports a database', 'apps/order/src/domain/a.ts', '@breakwater/database'],
  ['domain imports a framework', 'apps/order/src/domain/a.ts', '@nestjs/common'],
  ['the simulation imports more of a service than its rules', 'drills/simulation/src/a.ts', '@breakwater/order'],
  ['the simulation imports a use case', 'drills/simulation/src/a.ts', '@breakwater/order/dist/orders/a.js'],
  ['the simulation imports a platform library', 'drills/simulation/src/a.ts', '@breakwater/messaging'],
  ['an app imports the rules of another', 'apps/order/src/a.ts', '@breakwater/payment/domain/a'],
  ['an app imports the simulation', 'apps/order/src/a.ts', '@breakwater/simulation'],
  ['domain leaves by a subfolder', 'apps/order/src/domain/b/a.ts', '../../orders/x.js'],
  ['domain imports its own app', 'apps/order/src/domain/a.ts', '../orders/x.js'],
];
for (const [title, file, specifier] of forbidden) {
  test(`the check refuses that ${title}`, () => assert.equal(violationsOf(file, specifier).length, 1));
}

const allowed = [
  ['apps/order/src/a.ts', '@breakwater/service-host'],
  ['apps/order/src/a.int.spec.ts', '@breakwater/testing'],
  ['apps/order/src/domain/a.ts', '@breakwater/kernel'],
  ['apps/order/src/domain/a.ts', './b.js'],
  ['apps/order/src/domain/b/a.ts', '../c.js'],
  ['drills/simulation/src/a.ts', '@breakwater/order/domain/order'],
  ['drills/simulation/src/a.ts', '@breakwater/messaging/outbox-rules'],
  ['drills/simulation/src/a.ts', '@breakwater/kernel'],
  ['apps/storefront/src/a.tsx', '@breakwater/contracts'],
  ['libs/database/src/a.ts', '@breakwater/telemetry'],
];
for (const [file, specifier] of allowed) {
  test(`the check lets ${file} import ${specifier}`, () => assert.deepEqual(violationsOf(file, specifier), []));
}
