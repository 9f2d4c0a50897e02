// `npm run drill:storm -- --checkouts 2000 --seed 7`: the storm of src/storm.e2e.spec.ts at full length, over a shop of its own.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { checkouts: { type: 'string', default: '2000' }, seed: { type: 'string' } },
});
const env = { ...process.env, STORM_CHECKOUTS: values.checkouts };
if (values.seed !== undefined) env.STORM_SEED = values.seed;
const args = ['../../tools/jest.mjs', 'e2e', '--ci', '--forceExit', 'src/storm.e2e'];
const { status } = spawnSync(process.execPath, args, {
  cwd: fileURLToPath(new URL('.', import.meta.url)),
  env,
  stdio: 'inherit',
});
process.exit(status ?? 1);
