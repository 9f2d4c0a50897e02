import { setTimeout as pause } from 'node:timers/promises';
import { stackCommand } from '../support/stack-command.js';
import { setFaults } from './provider.js';
import type { Random } from './random.js';

/** Each is killed in turn; the sandbox is the provider itself. */
const VICTIMS = [
  'order-1',
  'payment',
  'inventory',
  'gateway-1',
  'order-2',
  'product-1',
  'sandbox',
  'reconciliation',
  'gateway-2',
  'operations',
  'product-2',
] as const;

const TROUBLES: readonly object[] = [
  { errorRate: 1, errorStatus: 503 },
  { errorRate: 0.5 },
  { hang: true },
  { hang: 0.3 },
  { timeoutAfterCharging: 0.4 },
  { timeoutBeforeCharging: 0.4 },
  { reset: 0.5 },
  { resetAfterCharging: 0.5 },
  { latencyMs: 900 },
  { webhooks: { lose: 0.5, double: 0.5, delayMs: 700 } },
  { resetAfterCharging: 0.3, webhooks: { lose: true } },
];

export interface Chaos {
  /** What was done, and when; for whoever reads a failed run. */
  readonly log: readonly string[];
  /** Ends when what is going on has ended; the provider is healthy again. */
  stop(): Promise<void>;
}

/** Kills, and turns knobs, without a break until it is stopped; empties the queue's Redis once, in the middle of it. */
export function startChaos(random: Random, flushQueue: () => Promise<void>): Chaos {
  const state = { running: true };
  const log: string[] = [];
  const began = performance.now();
  const note = (what: string): void => void log.push(`${((performance.now() - began) / 1000).toFixed(1)} s: ${what}`);

  const provider = async (): Promise<void> => {
    while (state.running) {
      const trouble = random.pick(TROUBLES);
      note(`provider: ${JSON.stringify(trouble)}`);
      await setFaults(trouble).catch(() => note('provider: is dead, no knob turned'));
      await pause(random.between(500, 3500));
      await setFaults({}).catch(() => undefined);
      await pause(random.between(500, 2500));
    }
  };
  const killer = async (): Promise<void> => {
    for (let turn = 0; state.running; turn++) {
      const victim = VICTIMS[turn % VICTIMS.length] ?? 'order';
      note(`kill ${victim}`);
      // It may be down already, or coming up: then it is somebody else's turn.
      await stackCommand('kill', victim).catch(() => note(`${victim} was not there to be killed`));
      if (turn === 3) await flushQueue().then(() => note('FLUSHALL'));
      await pause(random.between(800, 2500));
    }
  };
  const all = Promise.all([provider(), killer()]);
  return {
    log,
    stop: async () => {
      state.running = false;
      await all;
    },
  };
}
