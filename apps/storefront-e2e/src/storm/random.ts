/** A seeded source of chance: the same seed, the same storm. (mulberry32; it has to be repeatable, not secret.) */
export class Random {
  constructor(private seed: number) {}

  /** In [0, 1). */
  next(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(choices: readonly T[]): T {
    const chosen = choices[Math.floor(this.next() * choices.length)];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  }

  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  /** One of its own for somebody else, so that what the two do does not depend on who is quicker. */
  fork(): Random {
    return new Random(Math.floor(this.next() * 2 ** 31));
  }
}
