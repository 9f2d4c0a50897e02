export interface BudgetPolicy {
  /** Retries may be this share of the first calls in the window. 0.1 when left out. */
  readonly share?: number;
  /** So many are allowed whatever the share says, so that a quiet dependency has retries too. 1 when left out. */
  readonly minimum?: number;
  /** 2,000 when left out. Short: what was saved up in good times must not be spent in the first second of a bad one. */
  readonly windowMs?: number;
}

const SLOTS = 10;

interface Slot {
  firsts: number;
  retries: number;
}

/**
 * Keeps retries a small share of the calls of one dependency: while it is down nearly every call wants one, and that
 * would double the load in the worst moment. Counts over a sliding window, in ten slots.
 */
export class RetryBudget {
  private readonly share: number;
  private readonly minimum: number;
  private readonly slotMs: number;
  private readonly slots = new Map<number, Slot>();

  constructor({ share = 0.1, minimum = 1, windowMs = 2000 }: BudgetPolicy = {}) {
    this.share = share;
    this.minimum = minimum;
    this.slotMs = windowMs / SLOTS;
  }

  /** A first call was sent. */
  sent(): void {
    this.slot().firsts++;
  }

  /** True when a retry is within the budget; it is counted then. */
  take(): boolean {
    const now = this.slot();
    let [firsts, retries] = [0, 0];
    for (const slot of this.slots.values()) {
      firsts += slot.firsts;
      retries += slot.retries;
    }
    if (retries + 1 > Math.max(this.minimum, firsts * this.share)) return false;
    now.retries++;
    return true;
  }

  private slot(): Slot {
    const nth = Math.floor(performance.now() / this.slotMs);
    for (const old of this.slots.keys()) if (old <= nth - SLOTS) this.slots.delete(old);
    let slot = this.slots.get(nth);
    if (slot === undefined) this.slots.set(nth, (slot = { firsts: 0, retries: 0 }));
    return slot;
  }
}
