import { resolve } from 'node:path';
import { stateFolder } from '../state-folder.js';

/** Data and logs of the shop that the command line talks about: BREAKWATER_STATE_DIR, else the checkout's own folder. */
export function chosenStateDir(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const given = env['BREAKWATER_STATE_DIR'];
  return given === undefined || given === '' ? stateFolder() : resolve(env['INIT_CWD'] ?? '.', given);
}
