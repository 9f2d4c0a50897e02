// Brings the shop up once for all e2e files, in a state folder and on ports of its own, and leaves its address to them.
// With E2E_URL set, the shop there is used instead (E2E_STATE_DIR: its state folder).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, startStack, stateFolder } from '@breakwater/local-stack';
import { startCollector } from './e2e-collector.mjs';

export default async function setup() {
  if (process.env.E2E_URL !== undefined) return;
  const stateDir = join(stateFolder(), 'e2e');
  if (existsSync(stateDir)) clearUp(stateDir);
  mkdirSync(stateDir, { recursive: true });
  const collector = await startCollector();
  globalThis.e2eCollector = collector;
  process.env.E2E_COLLECTOR_URL = collector.url;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
  // Only what a test marks is recorded: the others are not slowed down by it.
  process.env.OTEL_TRACES_SAMPLER = 'parentbased_always_off';
  const started = performance.now();
  const stack = await startStack({ stateDir, port: await freePort(), durable: false });
  globalThis.e2eStack = stack;
  process.env.E2E_URL = stack.url;
  process.env.E2E_STATE_DIR = stateDir;
  console.log(
    `\nthe shop is up at ${stack.url} after ${Math.round((performance.now() - started) / 1000)} s; state: ${stateDir}`,
  );
}

/** An earlier run may have been killed: `stack reset` ends what it left behind before it deletes the data. */
function clearUp(stateDir) {
  const main = join(dirname(fileURLToPath(import.meta.resolve('@breakwater/local-stack'))), 'main.js');
  const env = { ...process.env, BREAKWATER_STATE_DIR: stateDir };
  const { status, stderr } = spawnSync(process.execPath, [main, 'stack', 'reset', '--yes'], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the state of an earlier run could not be cleared: ${stderr}`);
}
