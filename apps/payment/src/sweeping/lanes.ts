export interface Queue<T> {
  /** So many at once. */
  readonly lanes: number;
  /** Takes one that is due, the longest due first, so that nobody else does. */
  readonly claim: () => Promise<T | undefined>;
  readonly work: (item: T) => Promise<unknown>;
  /** Told of what went wrong; without an item the claim did. */
  readonly failed: (error: unknown, item: T | undefined) => void;
  /** False when no lane is to take another one for now. */
  readonly goesOn: () => boolean;
}

/**
 * Works what is due until nothing is. After a crash or an outage there may be thousands: a lane that has found something
 * opens another one, each takes the next as soon as it is free, and a slow one holds up its lane only.
 */
export class Lanes<T> {
  private readonly open = new Set<Promise<void>>();
  private calls = 0;
  private stopped = false;

  constructor(private readonly queue: Queue<T>) {}

  /** Something may be due. Never waits, and is cheap when there is nothing. */
  wake(): void {
    this.calls++;
    this.openLane();
  }

  /** Takes no more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.open);
  }

  private openLane(): void {
    if (this.stopped || this.open.size >= this.queue.lanes) return;
    const lane = this.follow().finally(() => this.open.delete(lane));
    this.open.add(lane);
  }

  private async follow(): Promise<void> {
    for (let goesOn = true; goesOn; goesOn = !this.stopped && this.queue.goesOn()) {
      const called = this.calls;
      const item = await this.claim();
      if (item !== undefined) await this.work(item);
      // It may have become due after it was looked for.
      else if (called === this.calls) return;
    }
  }

  private async work(item: T): Promise<void> {
    if (this.queue.goesOn()) this.openLane();
    try {
      await this.queue.work(item);
    } catch (error) {
      this.queue.failed(error, item);
    }
  }

  private async claim(): Promise<T | undefined> {
    try {
      return await this.queue.claim();
    } catch (error) {
      this.queue.failed(error, undefined);
      return undefined;
    }
  }
}
