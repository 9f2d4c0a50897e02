import { Guard } from '@breakwater/resilience';
import CircuitBreaker from 'opossum';

/** What is called: once per try. */
export type Action = (signal?: AbortSignal) => Promise<unknown>;

/** One way to call a dependency that may be ill. */
export interface Contender {
  readonly name: string;
  /** Never rejects: true when it went well. */
  call(): Promise<boolean>;
  isOpen(): boolean;
  /** How often it has opened. */
  openings(): number;
  /** Calls of which at least one try was sent. */
  sent(): number;
  close(): void;
}

export interface Setting {
  readonly timeoutMs: number;
  /** Calls that may be under way at once. */
  readonly limit: number;
  /** A cheap read, for the one that makes use of it. */
  readonly probe: Action;
}

/** As payment calls the provider, and with a retry for every failure, which is the worst case for the load. */
export function ourGuard(action: Action, { timeoutMs, limit, probe }: Setting): Contender {
  let [sent, openings] = [0, 0];
  const guard = new Guard({
    name: 'bench',
    timeoutMs,
    bulkhead: { limit, queue: limit },
    breaker: {
      windowMs: 2000,
      volumeThreshold: 5,
      errorThresholdPercentage: 50,
      resetTimeoutMs: timeoutMs + 500,
      slowCallMs: timeoutMs * 0.9,
      ramp: { overMs: 2000 },
      probe: { everyMs: 400, timeoutMs: 800, ask: async (signal) => void (await probe(signal)) },
    },
    retry: { tries: 2, baseMs: 50, maxMs: 200 },
    onChange: ({ to, from }) => (openings += to === 'open' && from !== 'half_open' ? 1 : 0),
  });
  return {
    name: 'Guard',
    call: () => {
      let first = true;
      const once: Action = (signal) => {
        if (first) sent++;
        first = false;
        return action(signal);
      };
      return succeeded(guard.run(once, { retryIf: () => true }));
    },
    isOpen: () => guard.state() === 'open' || guard.state() === 'half_open',
    openings: () => openings,
    sent: () => sent,
    close: () => guard.close(),
  };
}

/** opossum with nothing set but the time-out, and the usual second try around it. */
export function plainOpossum(action: Action, { timeoutMs }: Setting): Contender {
  let [sent, openings] = [0, 0];
  const circuit = new CircuitBreaker((once: Action) => once(), { timeout: timeoutMs });
  circuit.on('open', () => openings++);
  return {
    name: 'opossum, defaults',
    call: () => {
      let first = true;
      const once: Action = () => {
        if (first) sent++;
        first = false;
        return action();
      };
      return succeeded(circuit.fire(once).catch(() => circuit.fire(once)));
    },
    isOpen: () => circuit.opened,
    openings: () => openings,
    sent: () => sent,
    close: () => circuit.shutdown(),
  };
}

async function succeeded(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch {
    return false;
  }
}
