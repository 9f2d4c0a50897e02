export interface BulkheadPolicy {
  /** Most calls under way at once. */
  readonly limit: number;
  /** Most calls that wait for a place; 0 when left out: refuse at once. */
  readonly queue?: number;
}

type Waiter = (admitted: boolean) => void;

/** Counts calls under way, first come first served. A place is held until the work has really ended, timed out or not. */
export class Bulkhead {
  private taken = 0;
  private open: number;
  private readonly waiters: Waiter[] = [];

  constructor(private readonly policy: BulkheadPolicy) {
    this.open = policy.limit;
  }

  get running(): number {
    return this.taken;
  }

  get waiting(): number {
    return this.waiters.length;
  }

  /** True at once when there is a place; else waits up to `waitMs`; false when the queue is full or the wait was in vain. */
  enter(waitMs: number): boolean | Promise<boolean> {
    if (this.taken < this.open) {
      this.taken++;
      return true;
    }
    if (waitMs <= 0 || this.waiters.length >= (this.policy.queue ?? 0)) return false;
    return new Promise((resolve) => {
      const waiter: Waiter = (admitted) => {
        clearTimeout(timer);
        resolve(admitted);
      };
      const timer = setTimeout(() => {
        this.waiters.splice(this.waiters.indexOf(waiter), 1);
        resolve(false);
      }, waitMs);
      this.waiters.push(waiter);
    });
  }

  /** Gives the place up, to the one who has waited longest. */
  leave(): void {
    this.taken--;
    this.admit();
  }

  /** From now on only this share of the places may be taken, at least one. What runs beyond that goes on. */
  narrow(share: number): void {
    this.open = Math.max(1, Math.ceil(this.policy.limit * share));
    this.admit();
  }

  private admit(): void {
    while (this.taken < this.open) {
      const next = this.waiters.shift();
      if (next === undefined) return;
      this.taken++;
      next(true);
    }
  }
}
