interface Mark {
  readonly atMs: number;
  readonly position: bigint;
}

/**
 * How old a replica's data is, in time instead of bytes: the primary's positions are remembered with the time when they
 * were seen, and the replica is as old as the oldest of them that it has not replayed yet. An idle pair is not stale.
 */
export class Freshness {
  #marks: Mark[] = [];

  /** Positions that are remembered. */
  get size(): number {
    return this.#marks.length;
  }

  /** The primary was at `position`. */
  mark(position: bigint, atMs: number): void {
    const last = this.#marks.at(-1);
    // A position that goes back is another primary's: what was remembered says nothing about it.
    if (last && position < last.position) this.#marks = [];
    if (last?.position !== position) this.#marks.push({ atMs, position });
  }

  /** Milliseconds by which a replica at `position` is behind. */
  staleMs(position: bigint, atMs: number): number {
    const missing = this.#marks.find((mark) => mark.position > position);
    this.#marks = this.#marks.filter((mark) => mark.position > position || mark === this.#marks.at(-1));
    return missing ? atMs - missing.atMs : 0;
  }
}
