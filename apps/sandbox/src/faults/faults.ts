import type { Settings } from '../storage/settings.js';
import type { Operation } from '../stripe-api/operations.js';
import { chooseFault, hits, type Sentence } from './choose-fault.js';
import { FaultSettings, noFaults } from './fault-settings.js';

const SETTING = 'faults';

export type WebhookFate = 'lose' | 'double' | 'once';

/** The knobs as they stand. They survive a restart; requests that hang are let go when the knobs change. */
export class Faults {
  private current: FaultSettings;
  private release = new AbortController();

  constructor(
    private readonly settings: Settings,
    private readonly random: () => number = Math.random,
  ) {
    const stored = FaultSettings.safeParse(settings.read(SETTING));
    this.current = stored.success ? stored.data : noFaults;
  }

  get all(): FaultSettings {
    return this.current;
  }

  /** Aborts when the knobs change: whoever hangs may go. */
  get changed(): AbortSignal {
    return this.release.signal;
  }

  set(next: FaultSettings): FaultSettings {
    this.keep(next);
    this.letGo();
    return next;
  }

  /** Ends all that hang. */
  letGo(): void {
    this.release.abort();
    this.release = new AbortController();
  }

  /** Judges one request, and counts it down when the knobs are limited to some. */
  judge(operation: Operation): Sentence {
    const sentence = chooseFault(this.current, operation, this.random);
    const struck = sentence.fate !== 'none' || sentence.latencyMs > 0;
    if (struck && this.current.count !== null) this.keep({ ...this.current, count: this.current.count - 1 });
    return sentence;
  }

  judgeWebhook(): { readonly fate: WebhookFate; readonly delayMs: number } {
    const { lose, double, delayMs } = this.current.webhooks;
    const fate = hits(lose, this.random) ? 'lose' : hits(double, this.random) ? 'double' : 'once';
    return { fate, delayMs };
  }

  private keep(next: FaultSettings): void {
    this.current = next;
    this.settings.write(SETTING, next);
  }
}
