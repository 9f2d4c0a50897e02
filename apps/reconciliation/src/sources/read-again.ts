import { Injectable } from '@nestjs/common';

/** Since when payments are to be read once more with the next reading. Only a hint, so it lives in memory. */
@Injectable()
export class ReadAgain {
  private fromMs = Number.POSITIVE_INFINITY;

  ask(fromMs: number): void {
    this.fromMs = Math.min(this.fromMs, fromMs);
  }

  take(): number {
    const { fromMs } = this;
    this.fromMs = Number.POSITIVE_INFINITY;
    return fromMs;
  }
}
