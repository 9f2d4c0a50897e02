import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stateFolder, workspaceRoot } from '@breakwater/local-stack';
import { findK6 } from './k6/find-k6.js';
import { resultsDir, say } from './measure/report.js';
import { withOwnStack } from './own-stack.js';

// `npm run load:smoke`: k6 against BASE_URL, else the shop of this checkout when it runs, else one that is started for it.

/** The address of the shop of this checkout, when it answers. */
async function runningShop(): Promise<string | undefined> {
  try {
    const dir = process.env['BREAKWATER_STATE_DIR'];
    const state = dir === undefined ? stateFolder() : resolve(process.env['INIT_CWD'] ?? '.', dir);
    const { edge } = JSON.parse(readFileSync(join(state, 'state', 'ports.json'), 'utf8')) as { edge: number };
    const url = `http://localhost:${edge}`;
    const answer = await fetch(`${url}/api/catalogue/categories`, { signal: AbortSignal.timeout(3000) });
    return answer.ok && 'items' in ((await answer.json()) as object) ? url : undefined;
  } catch {
    return undefined;
  }
}

async function smoke(k6: string, baseUrl: string): Promise<void> {
  mkdirSync(resultsDir, { recursive: true });
  const child = spawn(k6, ['run', '--quiet', join(workspaceRoot, 'load-tests', 'scenarios', 'smoke.ts')], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      BASE_URL: baseUrl,
      RESULT_FILE: join(resultsDir, 'smoke.json'),
      K6_NO_USAGE_REPORT: 'true',
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
    },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
}

const k6 = findK6(join(stateFolder(), 'tools'), say);
if ('missing' in k6) {
  say(`\nk6: NOT RUN (${k6.missing})\n`);
} else {
  const baseUrl = process.env['BASE_URL'] ?? (await runningShop());
  if (baseUrl === undefined) await withOwnStack((stack) => smoke(k6.path, stack.url));
  else await smoke(k6.path, baseUrl);
}
