import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Runs TypeScript as it is; the last release that the Go module proxy has under the path without a major version. */
const MODULE = 'go.k6.io/k6@v1.8.1';
const OLDEST_GO = [1, 25] as const;

export type FoundK6 = { readonly path: string } | { readonly missing: string };

/** k6 from PATH, else the one that was built before, else built now when this machine has Go. */
export function findK6(toolsDir: string, say: (line: string) => void, env = process.env): FoundK6 {
  const binDir = join(toolsDir, 'k6');
  const built = join(binDir, 'k6');
  const found = [...(env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'k6')), built].find(isExecutable);
  if (found !== undefined) return { path: found };
  const output = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env }).stdout;
  const goVersion = (output ?? '').trim();
  if (!isNewEnough(goVersion)) {
    return { missing: `k6 is not on PATH, and there is no Go ${OLDEST_GO.join('.')} or newer to build it with` };
  }
  say(`building k6 with ${goVersion}; once, a few minutes`);
  mkdirSync(binDir, { recursive: true });
  const { status } = spawnSync('nice', ['-n', '10', 'go', 'install', MODULE], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...env, GOBIN: binDir, GOFLAGS: '-buildvcs=false' },
  });
  return status === 0 && isExecutable(built) ? { path: built } : { missing: `building ${MODULE} failed, see above` };
}

/** `go1.26.8`, `go1.27rc1`. */
export function isNewEnough(goVersion: string): boolean {
  const [, major = '0', minor = '0'] = /^go(\d+)\.(\d+)/.exec(goVersion) ?? [];
  return Number(major) > OLDEST_GO[0] || (Number(major) === OLDEST_GO[0] && Number(minor) >= OLDEST_GO[1]);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
