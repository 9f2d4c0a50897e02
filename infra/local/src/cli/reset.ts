import { existsSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { join } from 'node:path';
import { StackProblem } from '../problem.js';
import { currentClaim } from '../supervisor/claim.js';
import type { Folders } from '../supervisor/folders.js';
import { ProcessRecords } from '../supervisor/records.js';
import { endLeftBehind } from '../supervisor/repair.js';

const word = 'breakwater';

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(`Type ${word} to delete it: `)).trim() === word;
  } finally {
    terminal.close();
  }
}

/** Deletes databases, queues, secrets and logs of a stopped shop. Fetched programs stay. */
export async function reset(
  stateDir: string,
  folders: Folders,
  yes: boolean,
  say: (line: string) => void,
): Promise<void> {
  const claim = currentClaim(folders);
  if (claim !== undefined) throw new StackProblem('the shop runs; stop it first: npm run stack -- stop');
  const targets = [folders.state, folders.logs].filter((folder) => existsSync(folder));
  if (targets.length === 0) {
    say(`nothing to delete in ${stateDir}`);
    return;
  }
  say(`This deletes all orders, accounts, secrets and logs of this shop: ${targets.join(' ')}`);
  if (!yes && !(await confirmed())) {
    throw new StackProblem(`nothing was deleted; type ${word} when asked, or: npm run stack -- reset --yes`);
  }
  await endLeftBehind(new ProcessRecords(join(folders.state, 'processes.json')));
  for (const folder of targets) rmSync(folder, { recursive: true, force: true });
  say('deleted');
}
