import type { Clock } from '@breakwater/kernel';

/** A time that never comes. A constant of the module: Jest's sandbox makes each look at a global dear, and there are millions. */
export const NEVER = Infinity;

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** Simulated time: what is due earliest happens next, and what is due at the same moment in the order of its asking. */
export class Scheduler implements Clock {
  readonly #heap: Timer[] = [];
  #nowMs: number;
  #asked = 0;
  /** Events so far: a bound on runs that never come to an end. */
  happened = 0;

  constructor(readonly startMs: number) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): void {
    this.at(this.#nowMs + delayMs, run);
  }

  at(atMs: number, run: () => void): void {
    const heap = this.#heap;
    heap.push({ at: atMs > this.#nowMs ? ceil(atMs) : this.#nowMs, order: this.#asked++, run });
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!earlier(heap[child]!, heap[parent]!)) break;
      [heap[child], heap[parent]] = [heap[parent]!, heap[child]!];
      child = parent;
    }
  }

  /** True while something is left to happen before `untilMs`. */
  step(untilMs: number): boolean {
    const next = this.#heap[0];
    if (next === undefined || next.at > untilMs) return false;
    this.#nowMs = next.at;
    this.happened++;
    this.#removeFirst();
    next.run();
    return true;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    heap[0] = last;
    for (let parent = 0; ;) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2])
        if (child < heap.length && earlier(heap[child]!, heap[least]!)) least = child;
      if (least === parent) return;
      [heap[least], heap[parent]] = [heap[parent]!, heap[least]!];
      parent = least;
    }
  }
}

const { ceil } = Math;

function earlier(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
