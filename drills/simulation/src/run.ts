import { checkInvariants } from './invariants/invariants.js';
import { CALM_MS } from './world/settings.js';
import type { Wiring } from './world/wiring.js';
import { World } from './world/world.js';

/** More events than any run needs: something goes round in a circle. */
const MOST_EVENTS = 3_000_000;

export interface Result {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly events: number;
  readonly orders: number;
  readonly simulatedMs: number;
  readonly states: Readonly<Record<string, number>>;
}

/** One seed from the first customer to the point where everything must have come to its end. */
export function simulate(seed: number, wiring?: Wiring, listener?: (line: string) => void): Result {
  const before = Error.stackTraceLimit;
  // Half of a run's time would go into stacks of faults that nobody reads.
  if (listener === undefined) Error.stackTraceLimit = 0;
  try {
    return run(seed, wiring, listener);
  } finally {
    Error.stackTraceLimit = before;
  }
}

function run(seed: number, wiring?: Wiring, listener?: (line: string) => void): Result {
  const world = new World(seed, wiring, listener);
  const { engine, settings } = world;
  const stormEndsAt = engine.scheduler.startMs + settings.stormMs;
  const tooMuch = (): boolean => engine.scheduler.happened > MOST_EVENTS;
  while (!tooMuch() && engine.scheduler.step(stormEndsAt)) continue;
  engine.calmDown();
  const lastOutage = Math.max(stormEndsAt, ...settings.outages.map(({ toMs }) => engine.scheduler.startMs + toMs));
  const endsAt = lastOutage + CALM_MS;
  while (!tooMuch() && engine.scheduler.step(endsAt)) continue;
  const circles = tooMuch() ? [`liveness: still busy after ${MOST_EVENTS} events`] : [];
  const orders = world.orders.store.orders.all();
  const states: Record<string, number> = {};
  for (const { progress } of orders) states[progress.state] = (states[progress.state] ?? 0) + 1;
  return {
    seed,
    violations: [...circles, ...engine.complaints, ...checkInvariants(world, lastOutage)],
    events: engine.scheduler.happened,
    orders: orders.length,
    simulatedMs: engine.now() - engine.scheduler.startMs,
    states,
  };
}
