// `npm test`: everything that can be proved on this machine, one stage after the other, and the sum of it.
//   npm test                     all stages
//   npm test -- --only unit,int  some of them: static, unit, int, e2e
import { spawn } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const nx = (...args) => ['pnpm', 'exec', 'nx', 'run-many', '--output-style=static', ...args];

/** A stage is a list of commands; `counts` names the result files that its tests leave behind. */
const STAGES = {
  static: {
    commands: [
      nx('-t', 'typecheck', 'lint', '--parallel=2'),
      ['node', 'tools/check-boundaries.mjs'],
      ['node', '--test', '--test-reporter=spec', 'tools/*.test.mjs'],
      ['node', 'tools/failure-modes.mjs', '--check'],
      ['node', 'tools/configuration.mjs', '--check'],
      ['pnpm', 'exec', 'prettier', '--check', '--log-level=warn', '--cache', '.'],
      ['pnpm', 'exec', 'knip'],
    ],
  },
  unit: { commands: [nx('-t', 'test', '--parallel=2')], counts: 'unit' },
  // Two at once: these tests wait more than they work.
  int: { commands: [nx('-t', 'test:int', '--parallel=2')], counts: 'int' },
  e2e: { commands: [nx('-t', 'test:e2e', '--parallel=1')], counts: 'e2e' },
};

const chosen = values.only?.split(',') ?? Object.keys(STAGES);
const unknown = chosen.filter((name) => !(name in STAGES));
if (unknown.length > 0) {
  console.error(`no such stage: ${unknown.join(', ')}; there are ${Object.keys(STAGES).join(', ')}`);
  process.exit(2);
}

let passed = 0;
let failed = 0;
const rows = [];
const failures = [];
for (const name of chosen) {
  const { commands, counts } = STAGES[name];
  const started = performance.now();
  if (counts !== undefined) for (const file of resultFiles(counts)) rmSync(file);
  let broken = 0;
  for (const command of commands) {
    console.log(`\n== ${name}: ${command.join(' ')}`);
    if ((await run(command)) === 0) continue;
    broken++;
    failures.push(`${name}: ${command.join(' ')}`);
  }
  const sum = counts === undefined ? { passed: commands.length - broken, failed: broken } : addUp(counts);
  // A stage whose runner broke without a failed test to show for it has failed all the same.
  if (broken > 0 && sum.failed === 0) sum.failed = broken;
  // And one that ran nothing proves nothing.
  if (counts !== undefined && sum.passed + sum.failed === 0) sum.failed = 1;
  passed += sum.passed;
  failed += sum.failed;
  rows.push({ stage: name, ...sum, seconds: Math.round((performance.now() - started) / 1000) });
}
console.log();
console.table(rows);
// Last, where it is found: what failed, out of thousands of lines. (`.ci/run` repeats these lines at its own end.)
for (const failure of failures) console.log(failure.replaceAll(/^/gm, 'FAILED | '));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function resultFiles(kind) {
  return globSync([
    `{apps,libs,drills}/*/test-results/${kind}.json`,
    `infra/local/test-results/${kind}.json`,
    `load-tests/test-results/${kind}.json`,
  ]);
}

function addUp(kind) {
  const results = resultFiles(kind).map((path) => ({ path, ...JSON.parse(readFileSync(path, 'utf8')) }));
  for (const { path, failures: failed } of results)
    failures.push(
      ...failed.map(({ file, title, message }) => `${path.split('/test-results')[0]}/${file}: ${title}\n${message}`),
    );
  return results.reduce((sum, one) => ({ passed: sum.passed + one.passed, failed: sum.failed + one.failed }), {
    passed: 0,
    failed: 0,
  });
}

function run([command, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    const stop = (signal) => child.kill(signal);
    process.once('SIGINT', stop).once('SIGTERM', stop);
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
