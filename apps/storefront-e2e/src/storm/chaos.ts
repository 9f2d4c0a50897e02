import type { Random } from './random.js';

/** In this order; the sandbox is the provider itself. What the shop stores in is not killed here. */
const SERVICES = ['order', 'payment', 'inventory', 'gateway', 'product', 'sandbox', 'reconciliation', 'operations'];

/**
 * Each of these is killed in turn: every instance of every service among the parts of the shop, first one of each
 * service. Which numbers the instances have depends on how often they were replaced.
 */
export function victimsAmong(parts: readonly string[]): string[] {
  const instances = SERVICES.map((service) => parts.filter((part) => part.replace(/-\d+$/, '') === service).sort());
  const rounds = Math.max(...instances.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) =>
    instances.flatMap((ofOne) => ofOne.slice(round, round + 1)),
  ).flat();
}

export const TROUBLES: readonly object[] = [
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

/** So many kinds of trouble make a storm. */
const ENOUGH_TROUBLES = 6;
/** The queue is lost when so many have been killed: in the middle of it. */
const KILLS_BEFORE_FLUSH = 4;
/** A storm that is not complete by then will never be. */
const AT_MOST_MS = 6 * 60_000;

export interface Chaos {
  /** What was done, and when; for whoever reads a failed run. */
  readonly log: readonly string[];
  /** What a storm must have and this one has not had yet. Only what has really happened counts. */
  missing(): string[];
  /** Nothing is missing, or it has taken too long. */
  isOver(): boolean;
  /** Ends when what is going on has ended. */
  stop(): Promise<void>;
}

/** Where the chaos does what it does; each rejects when it could not be done. */
export interface Stage {
  /** Is this part ready? Killing what is down already would be no blow. */
  isUp(part: string): Promise<boolean>;
  kill(part: string): Promise<void>;
  setFaults(faults: object): Promise<void>;
  flushQueue(): Promise<void>;
  pause(ms: number): Promise<void>;
  now(): number;
}

/** Kills, and turns knobs, without a break until it is stopped; empties the queue's Redis once, in the middle of it. */
export function startChaos(random: Random, stage: Stage, victims: readonly string[]): Chaos {
  const began = stage.now();
  const log: string[] = [];
  const note = (what: string): void => void log.push(`${((stage.now() - began) / 1000).toFixed(1)} s: ${what}`);
  const killed = new Set<string>();
  const troubles = new Set<object>();
  const state = { running: true, flushed: false };

  /** Tries it, and notes whether it was done. */
  const done = async (what: string, work: Promise<unknown>): Promise<boolean> => {
    try {
      await work;
      note(what);
      return true;
    } catch (error) {
      note(`NOT DONE: ${what}: ${String(error).split('\n')[0]}`);
      return false;
    }
  };
  const provider = async (): Promise<void> => {
    let left: object[] = [];
    while (state.running) {
      if (left.length === 0) left = [...TROUBLES];
      const trouble = random.pick(left);
      left.splice(left.indexOf(trouble), 1);
      if (await done(`provider: ${JSON.stringify(trouble)}`, stage.setFaults(trouble))) troubles.add(trouble);
      await stage.pause(random.between(500, 3500));
      await done('provider: well', stage.setFaults({}));
      await stage.pause(random.between(500, 2500));
    }
  };
  const killer = async (): Promise<void> => {
    for (let turn = 0; state.running; turn++) {
      const victim = victims[turn % victims.length] ?? '';
      // It may be down already, or coming up: then it is somebody else's turn.
      const up = await stage.isUp(victim).catch(() => false);
      if (up && (await done(`kill ${victim}`, stage.kill(victim)))) killed.add(victim);
      if (!state.flushed && killed.size >= KILLS_BEFORE_FLUSH)
        state.flushed = await done('FLUSHALL', stage.flushQueue());
      await stage.pause(random.between(800, 2500));
    }
  };
  const missing = (): string[] => [
    ...victims.filter((victim) => !killed.has(victim)).map((victim) => `${victim} was not killed`),
    ...(state.flushed ? [] : ['the queue was not lost']),
    ...(troubles.size < ENOUGH_TROUBLES ? [`the provider had ${troubles.size} kinds of trouble only`] : []),
  ];
  const all = Promise.all([provider(), killer()]);
  return {
    log,
    missing,
    isOver: () => missing().length === 0 || stage.now() - began > AT_MOST_MS,
    stop: async () => {
      state.running = false;
      await all;
    },
  };
}
