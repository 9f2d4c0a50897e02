export interface Work<T> {
  /** So many at once. */
  readonly limit: number;
  /** Takes what is due, at most so many, and nobody else takes it meanwhile. */
  readonly claim: (limit: number) => Promise<readonly T[]>;
  readonly workOn: (item: T) => Promise<void>;
  /** Of `workOn` or of `claim`: the lane goes on with the next, or ends until the next look. */
  readonly failed: (error: unknown, item: T) => void;
}

/**
 * Works on whatever is due, in so many lanes. A lane takes the next one when it is done with the one before, so what is slow holds
 * up its own lane only; free lanes are filled at each look.
 */
export class Lanes<T> {
  private readonly busy = new Set<Promise<void>>();
  private looking = false;
  private lookAgain = false;
  private stopped = false;

  constructor(private readonly work: Work<T>) {}

  /** Gives what is due to the free lanes, and does not wait for what becomes of it. */
  async look(): Promise<void> {
    this.lookAgain = true;
    if (this.looking) return;
    this.looking = true;
    try {
      while (this.lookAgain && !this.stopped) await this.fill();
    } finally {
      this.looking = false;
    }
  }

  /** Takes nothing more; resolves when what is under way is done. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.busy);
  }

  private async fill(): Promise<void> {
    this.lookAgain = false;
    const free = this.work.limit - this.busy.size;
    if (free === 0) return;
    for (const item of await this.work.claim(free)) {
      const lane = this.follow(item).finally(() => this.busy.delete(lane));
      this.busy.add(lane);
    }
  }

  private async follow(first: T): Promise<void> {
    let next: T | undefined = first;
    while (next !== undefined) {
      const item: T = next;
      next = undefined;
      await this.work.workOn(item).catch((error: unknown) => this.work.failed(error, item));
      if (this.stopped) return;
      [next] = await this.work.claim(1).catch((error: unknown): readonly T[] => {
        this.work.failed(error, item);
        return [];
      });
    }
  }
}
