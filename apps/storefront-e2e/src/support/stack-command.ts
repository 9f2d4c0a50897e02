import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { stateDir } from './surroundings.js';

const run = promisify(execFile);
const main = join(dirname(createRequire(import.meta.url).resolve('@breakwater/local-stack')), 'main.js');

/** `npm run stack -- <args>`, against the shop under test. Returns what it printed. */
export async function stackCommand(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [main, 'stack', ...args], {
    env: { ...process.env, BREAKWATER_STATE_DIR: stateDir },
  });
  return stdout;
}
