import { Injectable } from '@nestjs/common';
import type { Judgement } from '../domain/judge/judge.js';

/** What judging would like to know. Only hints, so they live in memory: a later look asks again. */
@Injectable()
export class Hints {
  private fromMs = Number.POSITIVE_INFINITY;
  private readonly unsettled = new Set<string>();

  take(subject: string, { readAgainFromMs, askWhetherSettled }: Judgement): void {
    if (readAgainFromMs !== null) this.fromMs = Math.min(this.fromMs, readAgainFromMs);
    if (askWhetherSettled) this.unsettled.add(subject);
  }

  /** Since when payments are to be read once more with the next reading. */
  takeReadFrom(): number {
    const { fromMs } = this;
    this.fromMs = Number.POSITIVE_INFINITY;
    return fromMs;
  }

  /** Orders of which payment should be asked whether anything is under way. */
  takeUnsettled(limit: number): string[] {
    const keys = [...this.unsettled].slice(0, limit);
    for (const key of keys) this.unsettled.delete(key);
    return keys;
  }
}
