import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startStack, stateFolder, type Stack } from '@breakwater/local-stack';
import { say } from './measure/report.js';

/** A shop of its own, from empty, on free ports and in a state folder of its own; stopped when `work` ends, however it ends. */
export async function withOwnStack<T>(work: (stack: Stack) => Promise<T>): Promise<T> {
  const stateDir = join(stateFolder(), 'load');
  rmSync(stateDir, { recursive: true, force: true });
  const giveUp = new AbortController();
  const onSignal = (): void => giveUp.abort(new Error('interrupted'));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
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
