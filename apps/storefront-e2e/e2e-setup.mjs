// Brings the shop up once for all e2e files, in a state folder and on ports of its own, and leaves its address to them.
// With E2E_URL set, the shop there is used instead (E2E_STATE_DIR: its state folder).
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startStack, stateFolder } from '@breakwater/local-stack';

export default async function setup() {
  if (process.env.E2E_URL !== undefined) return;
  const stateDir = join(stateFolder(), 'e2e');
  rmSync(stateDir, { recursive: true, force: true });
  mkdirSync(stateDir, { recursive: true });
  const started = performance.now();
  const stack = await startStack({ stateDir, port: await freePort(), durable: false });
  globalThis.e2eStack = stack;
  process.env.E2E_URL = stack.url;
  process.env.E2E_STATE_DIR = stateDir;
  console.log(
    `\nthe shop is up at ${stack.url} after ${Math.round((performance.now() - started) / 1000)} s; state: ${stateDir}`,
  );
}
