import { Injectable } from '@nestjs/common';
import { SweepAttempts } from '../attempts/sweep-attempts.js';
import { WorkRefunds } from '../refunds/work-refunds.js';
import { WorkStrayRefunds } from '../strays/work-stray-refunds.js';
import { WorkWebhooks } from '../webhooks/work-webhooks.js';

/**
 * Finishes what a crash, a silent provider or a lost event left in between: none of the kinds waits for another. Every
 * instance may run it at once.
 */
@Injectable()
export class SweepUnfinished {
  private readonly kinds: readonly { wake(): void; stop(): Promise<void> }[];

  constructor(attempts: SweepAttempts, refunds: WorkRefunds, strays: WorkStrayRefunds, webhooks: WorkWebhooks) {
    this.kinds = [attempts, refunds, strays, webhooks].map(({ lanes }) => lanes);
  }

  wake(): void {
    for (const kind of this.kinds) kind.wake();
  }

  /** Resolves when what is under way has ended. */
  async stop(): Promise<void> {
    await Promise.all(this.kinds.map((kind) => kind.stop()));
  }
}
