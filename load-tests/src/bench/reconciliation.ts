import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { resolvePrograms, startPostgres, stateFolder, workspaceRoot } from '@breakwater/local-stack';
import { Client } from 'pg';
import { median, ratioOfRounds } from '../measure/arithmetic.js';
import { keep, machine, say, table } from '../measure/report.js';
import { BENCH_DAY, fillFacts } from './fill-facts.js';

// `npm run bench:reconciliation`: a day of a million paid orders matched by the closing run's own code, a process of its own,
// against a process that only reads and parses the same rows, in alternating rounds on one Postgres.

const execute = promisify(execFile);
const { values } = parseArgs({
  options: { orders: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '3' } },
});
const settings = { orders: Number(values.orders), rounds: Number(values.rounds) };
const MATCHER = join(workspaceRoot, 'apps/reconciliation/dist/cli/match-day.js');
const FLOOR = fileURLToPath(new URL('read-facts.js', import.meta.url));

interface Measured {
  readonly tookMs: number;
  readonly peakBytes: number;
}
interface Matched extends Measured {
  readonly orders: number;
  readonly matched: number;
  readonly findings: number;
  readonly providerTransactions: number;
}

async function run<T>(program: string, argument: string, env: NodeJS.ProcessEnv = {}): Promise<T> {
  const { stdout } = await execute(process.execPath, [program, argument], { env: { ...process.env, ...env } });
  return JSON.parse(stdout) as T;
}

async function measure(adminUrl: string, hosts: string): Promise<void> {
  const admin = new URL(adminUrl);
  admin.pathname = '/reconciliation';
  const env = {
    DATABASE_HOSTS: hosts,
    DATABASE_NAME: 'reconciliation',
    DATABASE_USER: decodeURIComponent(admin.username),
    DATABASE_PASSWORD: decodeURIComponent(admin.password),
  };
  // The first one makes the tables.
  await run(MATCHER, BENCH_DAY, env);
  const client = new Client({ connectionString: admin.href });
  await client.connect();
  const filling = performance.now();
  await fillFacts(client, settings.orders);
  await client.end();
  say(`${settings.orders * 3} facts stored in ${((performance.now() - filling) / 1000).toFixed(0)} s\n`);
  const [ours, floor]: [Matched[], Measured[]] = [[], []];
  for (let round = 0; round < settings.rounds; round++) {
    floor.push(await run<Measured>(FLOOR, admin.href));
    ours.push(await run<Matched>(MATCHER, BENCH_DAY, env));
    say(`round ${round + 1}: floor ${floor.at(-1)?.tookMs} ms, matched in ${ours.at(-1)?.tookMs} ms`);
  }
  report(ours, floor);
}

function report(ours: readonly Matched[], floor: readonly Measured[]): void {
  const [sample] = ours;
  const expected = { orders: settings.orders, findings: Math.ceil(settings.orders / 1000) };
  if (sample?.orders !== expected.orders || sample.findings !== expected.findings) {
    throw new Error(`matched something else: ${JSON.stringify(sample)}`);
  }
  const ratio = ratioOfRounds(
    ours.map(({ tookMs }) => tookMs),
    floor.map(({ tookMs }) => tookMs),
  );
  const row = (name: string, runs: readonly Measured[], times: string): string[] => [
    name,
    (median(runs.map(({ tookMs }) => tookMs)) / 1000).toFixed(1),
    times,
    Math.max(...runs.map(({ peakBytes }) => peakBytes / 2 ** 20)).toFixed(0),
  ];
  const { median: middle, min, max } = ratio;
  say(`\n${settings.orders} transactions with their orders and payments; ${JSON.stringify(machine().load)} load\n`);
  say(
    table([
      ['', 'seconds', 'time to floor', 'peak MiB'],
      row('read and parsed', floor, '1'),
      row('matched', ours, `${middle.toFixed(2)} (${min.toFixed(2)} - ${max.toFixed(2)})`),
    ]),
  );
  keep('reconciliation', { settings, ours, floor, ratio });
}

const dir = join(stateFolder(), 'bench-reconciliation');
await rm(dir, { recursive: true, force: true });
const programs = await resolvePrograms({ stateDir: stateFolder(), groups: ['postgres'] });
const postgres = await startPostgres({ programs, dir, durable: false });
try {
  const admin = new Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  await admin.query('CREATE DATABASE reconciliation');
  await admin.end();
  await measure(postgres.adminUrl, `${postgres.address.host}:${postgres.address.port}`);
} finally {
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
}
