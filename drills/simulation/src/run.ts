import type { Weather } from './engine/weather.js';
import { checkInvariants } from './invariants/invariants.js';
import { CALM_MS, type Settings } from './world/settings.js';
import { productWiring, type Wiring } from './world/wiring.js';
import { World } from './world/world.js';

/** More events than any run needs: something goes round in a circle. A long outage is a long wait with many tries. */
const MOST_EVENTS = { always: 150_000, perHourOut: 10_000 };

export interface Result {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly events: number;
  readonly orders: number;
  readonly simulatedMs: number;
  readonly states: Readonly<Record<string, number>>;
}

export interface Options {
  readonly wiring?: Wiring;
  /** In place of what the seed would choose. */
  readonly weather?: Partial<Weather> | undefined;
  readonly settings?: Partial<Settings> | undefined;
  readonly listener?: (line: string) => void;
}

/** One seed from the first customer to the point where everything must have come to its end. */
export function simulate(seed: number, options: Options = {}): Result {
  const before = Error.stackTraceLimit;
  // Half of a run's time would go into stacks of faults that nobody reads.
  if (options.listener === undefined) Error.stackTraceLimit = 0;
  try {
    return run(seed, options);
  } finally {
    Error.stackTraceLimit = before;
  }
}

function run(seed: number, { wiring = productWiring, weather, settings: chosen, listener }: Options): Result {
  const world = new World(seed, wiring, chosen, listener);
  Object.assign(world.engine.weather, weather);
  const { engine, settings } = world;
  const stormEndsAt = engine.scheduler.startMs + settings.stormMs;
  const hoursOut = settings.outages.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs) / 3_600_000, 0);
  const most = MOST_EVENTS.always + MOST_EVENTS.perHourOut * hoursOut;
  const tooMuch = (): boolean => engine.scheduler.happened > most;
  while (!tooMuch() && engine.scheduler.step(stormEndsAt)) continue;
  engine.calmDown();
  const lastOutage = Math.max(stormEndsAt, ...settings.outages.map(({ toMs }) => engine.scheduler.startMs + toMs));
  const endsAt = lastOutage + CALM_MS;
  while (!tooMuch() && engine.scheduler.step(endsAt)) continue;
  const circles = tooMuch() ? [`liveness: still busy after ${Math.round(most)} events`] : [];
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
