// Who may import whom. Pure: takes what was found, returns the violations, so that a test can give it deliberate ones.

import { posix } from 'node:path';

/** Lower may not import higher; the same level may not import each other unless named here. */
const LEVELS = {
  kernel: 0,
  contracts: 1,
  resilience: 1,
  telemetry: 1,
  database: 2,
  web: 2,
  messaging: 3,
  'service-host': 4,
};
const PLATFORM = ['resilience', 'telemetry', 'database', 'messaging'];
const WEB_APPS = ['storefront', 'console'];
const WEB_MAY = ['contracts', 'kernel', 'web'];
/** The simulation runs the rules themselves, and has nothing of what is around them. */
const SIMULATION_MAY = [
  /^@breakwater\/kernel$/,
  /^@breakwater\/messaging\/outbox-rules$/,
  /^@breakwater\/[^/]+\/domain\/[^.]+$/,
];
const DOMAIN_MAY = ['@breakwater/kernel', 'fast-check', '@jest/globals'];

/**
 * @param {{ from: string, to: string, file: string, specifier: string }[]} edges imports between workspace packages: `apps/order` -> `libs/kernel`
 * @returns {string[]} one line per violation
 */
export function packageViolations(edges) {
  return edges.flatMap(({ from, to, file, specifier }) => {
    const say = (rule) => [`${file}: ${from} -> ${to}: ${rule}`];
    const [fromKind, fromName] = from.split('/');
    const [toKind, toName] = to.split('/');
    const isTest = /\.spec\.tsx?$|\/testing\/|\/e2e\//.test(file);
    if (from === to) return [];
    if (from === 'drills/simulation') {
      const may = SIMULATION_MAY.some((pattern) => pattern.test(specifier));
      return may ? [] : say("the simulation imports the kernel and the services' rules only");
    }
    if (to === 'libs/testing') return isTest || from.endsWith('-e2e') ? [] : say('testing is imported by tests only');
    if (to === 'infra/local') {
      const may =
        from === 'libs/testing' || from.endsWith('-e2e') || from === 'load-tests' || isTest || file.includes('/cli/');
      return may ? [] : say('only tests and tools know the native stack');
    }
    if (toKind === 'apps' || toKind === 'drills') return say('nobody imports an app or a drill');
    if (fromKind === 'apps' && WEB_APPS.includes(fromName) && !WEB_MAY.includes(toName)) {
      return say('a web page imports contracts, kernel and web only');
    }
    if (fromName === 'web' && !WEB_MAY.includes(toName)) return say('web imports contracts and kernel only');
    if (fromKind !== 'libs' || fromName === 'testing') return [];
    if (toName === 'contracts' && PLATFORM.includes(fromName)) return say('a platform library knows no domain word');
    const fromLevel = LEVELS[fromName];
    const toLevel = LEVELS[toName];
    if (fromLevel === undefined || toLevel === undefined)
      return say('this library has no level in tools/boundaries.mjs');
    return toLevel < fromLevel ? [] : say('a library imports lower levels only');
  });
}

/**
 * @param {{ file: string, specifier: string }[]} imports imports of files in an app's domain folder
 * @returns {string[]}
 */
export function domainViolations(imports) {
  return imports
    .filter(({ file, specifier }) => !DOMAIN_MAY.includes(specifier) && !staysIn('domain', file, specifier))
    .map(({ file, specifier }) => `${file}: imports ${specifier}: domain imports kernel and its siblings only`);
}

/** Also from one of its subfolders: `domain/judge/a.ts` may import `../b.js`. */
function staysIn(folder, file, specifier) {
  const root = file.slice(0, file.indexOf(`/${folder}/`) + folder.length + 2);
  return specifier.startsWith('.') && posix.join(posix.dirname(file), specifier).startsWith(root);
}
