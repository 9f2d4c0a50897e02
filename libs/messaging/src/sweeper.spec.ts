import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { startSweeper } from './sweeper.js';

async function until(done: () => boolean): Promise<void> {
  while (!done()) await pause(1);
}

describe('a sweeper', () => {
  it('never overlaps itself, however long a run takes', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const work = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await pause(10);
      running -= 1;
      runs += 1;
    };
    const sweeper = startSweeper({ name: 'test', everyMs: 1, work });
    await until(() => runs >= 5);
    await sweeper.stop();
    expect(most).toBe(1);
  });
  it('goes on after a run that failed, and says so', async () => {
    let runs = 0;
    const warnings: string[] = [];
    const work = (): Promise<void> => {
      runs += 1;
      return Promise.reject(new Error('broken'));
    };
    const logger = { warn: (_fields: object, message: string) => void warnings.push(message) };
    const sweeper = startSweeper({ name: 'test', everyMs: 1, work, logger });
    await until(() => runs >= 3);
    await sweeper.stop();
    expect(warnings.length).toBeGreaterThanOrEqual(3);
  });
  it('stops after the run under way, and does not begin another', async () => {
    let runs = 0;
    const release = Promise.withResolvers<void>();
    const work = async (): Promise<void> => {
      runs += 1;
      await release.promise;
    };
    const sweeper = startSweeper({ name: 'test', everyMs: 1, work });
    await until(() => runs === 1);
    let stopped = false;
    const stopping = sweeper.stop().then(() => (stopped = true));
    await pause(5);
    expect(stopped).toBe(false);
    release.resolve();
    await stopping;
    await pause(10);
    expect(runs).toBe(1);
  });
});
