import { Fault } from '@breakwater/kernel';
import { Documents } from '../storage/documents.js';
import type { Store } from '../storage/store.js';
import { newId } from '../stripe-api/ids.js';
import type { ConfirmPaymentIntent } from '../payment-intents/confirm-payment-intent.js';
import type { DiscrepancyOrder, MadeDiscrepancy } from './discrepancy-kinds.js';
import type { MakeDiscrepancy } from './make-discrepancy.js';
import { type Changes, Tampering } from './tampering.js';

const LATE_SECONDS = 5;

interface Kept {
  readonly id: string;
  readonly created: number;
  readonly made: MadeDiscrepancy;
  readonly changes: Changes;
  /** The machine's time at which it ends by itself. */
  readonly endsAt: number | null;
}

/** What was made to differ, and the way back. */
export class Discrepancies {
  private readonly kept: Documents<Kept>;

  constructor(
    private readonly store: Store,
    private readonly maker: MakeDiscrepancy,
    private readonly confirm: ConfirmPaymentIntent,
  ) {
    this.kept = new Documents<Kept>(store, { kind: 'discrepancy' });
  }

  make(order: DiscrepancyOrder): MadeDiscrepancy {
    return this.store.transaction(() => {
      const tampering = new Tampering(this.store);
      const made = { id: newId('dis'), kind: order.kind, ...this.maker.make(order, tampering) };
      const endsAt = order.kind === 'timing' ? Date.now() + (order.afterSeconds ?? LATE_SECONDS) * 1000 : null;
      const created = Math.floor(Date.now() / 1000);
      this.kept.save({ id: made.id, created, made, changes: tampering.changes, endsAt });
      return made;
    });
  }

  list(): MadeDiscrepancy[] {
    return this.kept.list({ limit: 1000 }).data.map(({ made }) => made);
  }

  /** The provider has its books in order again. */
  undo(id: string): void {
    this.store.transaction(() => {
      const found = this.kept.find(id);
      if (found === undefined) throw new Fault('not_found', 'sandbox.discrepancy.not_found', `no discrepancy ${id}`);
      Tampering.undo(this.store, found.changes);
      if (found.made.kind === 'unknown_stale') this.confirm.finishProcessing();
      this.kept.remove(id);
    });
  }

  /** What was only late appears. */
  tick(): void {
    for (const { id, endsAt } of this.kept.list({ limit: 1000 }).data) {
      if (endsAt !== null && endsAt <= Date.now()) this.undo(id);
    }
  }
}
