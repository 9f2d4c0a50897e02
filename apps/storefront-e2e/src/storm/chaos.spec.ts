import { describe, expect, it } from '@jest/globals';
import { startChaos, type Stage, TROUBLES, victimsAmong } from './chaos.js';
import { Random } from './random.js';

const VICTIMS = ['order-1', 'payment-1', 'gateway-1', 'order-3', 'gateway-3'];

/** A stage on which a pause takes no time; what is done on it is in `blows`. */
function stageWith(changes: Partial<Stage>): Stage & { readonly blows: string[] } {
  const blows: string[] = [];
  let now = 0;
  return {
    blows,
    isUp: () => Promise.resolve(true),
    kill: (part) => Promise.resolve(void blows.push(part)),
    setFaults: (faults) => Promise.resolve(void blows.push(JSON.stringify(faults))),
    flushQueue: () => Promise.resolve(void blows.push('FLUSHALL')),
    now: () => now,
    pause: (ms) => {
      now += ms;
      return new Promise((resolve) => setImmediate(resolve));
    },
    ...changes,
  };
}

async function untilOver(stage: Stage): Promise<string[]> {
  const chaos = startChaos(new Random(7), stage, VICTIMS);
  while (!chaos.isOver()) await new Promise((resolve) => setImmediate(resolve));
  await chaos.stop();
  return chaos.missing();
}

const refuse = (): Promise<never> => Promise.reject(new Error('refused'));

describe('the chaos of a storm', () => {
  it('kills every instance of every service, whatever its number, and nothing that is no service', () => {
    const parts = [
      'postgres-primary',
      'redis-queue',
      'gateway-3',
      'gateway-1',
      'order-3',
      'order-1',
      'haproxy',
      'payment-1',
    ];
    expect(victimsAmong(parts)).toEqual(VICTIMS);
  });

  it('is over when every victim was killed, the queue was lost once and enough kinds of trouble were on', async () => {
    const stage = stageWith({});
    expect(await untilOver(stage)).toEqual([]);
    for (const victim of VICTIMS) expect(stage.blows).toContain(victim);
    expect(stage.blows.filter((blow) => blow === 'FLUSHALL')).toHaveLength(1);
    expect(TROUBLES.filter((trouble) => stage.blows.includes(JSON.stringify(trouble))).length).toBeGreaterThan(5);
  });

  it('goes on until one that was down at its turn has been up to be killed', async () => {
    let asked = 0;
    const stage = stageWith({ isUp: (part) => Promise.resolve(part !== 'payment-1' || ++asked > 3) });
    expect(await untilOver(stage)).toEqual([]);
    expect(asked).toBe(4);
    expect(stage.blows).toContain('payment-1');
  });

  it('never passes for a storm when nothing could be killed, no knob be turned, or the queue not be lost', async () => {
    const nobody = VICTIMS.map((victim) => `${victim} was not killed`);
    expect(await untilOver(stageWith({ kill: refuse }))).toEqual([...nobody, 'the queue was not lost']);
    expect(await untilOver(stageWith({ isUp: refuse }))).toEqual([...nobody, 'the queue was not lost']);
    expect(await untilOver(stageWith({ flushQueue: refuse }))).toEqual(['the queue was not lost']);
    expect(await untilOver(stageWith({ setFaults: refuse }))).toEqual(['the provider had 0 kinds of trouble only']);
  });
});
