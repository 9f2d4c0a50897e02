import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { freePort, startStack, stateFolder, type Stack, workspaceRoot } from '@breakwater/local-stack';
import { say } from './measure/report.js';

/** A shop of its own, from empty, on free ports and in a state folder of its own; stopped when `work` ends, however it ends. */
export async function withOwnStack<T>(work: (stack: Stack) => Promise<T>): Promise<T> {
  const stateDir = join(stateFolder(), 'load');
  reset(stateDir);
  const giveUp = new AbortController();
  const onSignal = (signal: string): void => giveUp.abort(new Error(`interrupted by ${signal}`));
  // Every time: a second Ctrl-C must not leave the shop behind.
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const began = performance.now();
  say('starting a shop for this run');
  const stack = await startStack({ stateDir, port: await freePort(), signal: giveUp.signal });
  try {
    say(`it is up at ${stack.url} after ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
    const interrupted = new Promise<never>((_, reject) => {
      giveUp.signal.addEventListener('abort', () => reject(giveUp.signal.reason as Error));
    });
    return await Promise.race([work(stack), interrupted]);
  } finally {
    await stack.stop();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

/** Ends what a killed run has left behind, too. */
function reset(stateDir: string): void {
  execFileSync(process.execPath, [join(workspaceRoot, 'infra/local/dist/main.js'), 'stack', 'reset', '--yes'], {
    env: { ...process.env, BREAKWATER_STATE_DIR: stateDir },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
