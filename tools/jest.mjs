// Runs a package's tests: `node ../../tools/jest.mjs [unit|int|e2e] [jest arguments]`, from the package's folder.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const [kind = 'unit', ...rest] = process.argv.slice(2);
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const config = fileURLToPath(new URL('../jest.config.mjs', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings',
    jest,
    '--config',
    config,
    '--rootDir',
    '.',
    '--passWithNoTests',
    ...rest,
  ],
  { stdio: 'inherit', env: { ...process.env, TEST_KIND: kind } },
);
process.exit(status ?? 1);
