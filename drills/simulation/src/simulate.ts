// `npm run simulate -- --seeds 10000 [--from 1]` runs many; `npm run simulate -- --seed 123 --trace` replays one.
import { parseArgs } from 'node:util';
import { type Result, simulate } from './run.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '300' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});

const failed =
  values.seed === undefined ? runMany(Number(values.from), Number(values.seeds)) : runOne(Number(values.seed));
process.exit(failed ? 1 : 0);

function runOne(seed: number): boolean {
  const result = simulate(seed, values.trace ? { listener: (line) => console.log(line) } : {});
  report(result);
  if (result.violations.length === 0) console.log(`seed ${seed}: everything holds (${shown(result)})`);
  return result.violations.length > 0;
}

function runMany(from: number, count: number): boolean {
  const startedAt = performance.now();
  const states: Record<string, number> = {};
  let failures = 0;
  let events = 0;
  for (let seed = from; seed < from + count; seed++) {
    const result = simulate(seed);
    events += result.events;
    for (const [state, many] of Object.entries(result.states)) states[state] = (states[state] ?? 0) + many;
    if (result.violations.length === 0) continue;
    failures++;
    report(result);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`${count} seeds, ${failures} with violations, ${events} events, ${seconds.toFixed(1)} s`);
  console.log(`orders: ${JSON.stringify(states)}`);
  return failures > 0;
}

function report({ seed, violations }: Result): void {
  if (violations.length === 0) return;
  console.error(`seed ${seed}: ${violations.length} violations; replay: npm run simulate -- --seed ${seed} --trace`);
  for (const violation of violations.slice(0, 10)) console.error(`  ${violation}`);
}

function shown({ orders, events, simulatedMs }: Result): string {
  return `${orders} orders, ${events} events, ${(simulatedMs / 3_600_000).toFixed(1)} simulated hours`;
}
