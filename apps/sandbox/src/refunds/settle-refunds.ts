import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { Refund } from '../domain/money-moves.js';
import type { EventLog } from '../events/event-log.js';
import type { Records } from '../storage/records.js';
import { newId } from '../stripe-api/ids.js';
import type { ProviderObjects } from '../stripe-api/provider-objects.js';

/** What becomes of a refund after it was asked for: the bank takes its time, or sends the money back. */
export class SettleRefunds {
  constructor(
    private readonly records: Records,
    private readonly objects: ProviderObjects,
    private readonly events: EventLog,
    private readonly clock: SandboxClock,
  ) {}

  tick(): void {
    const now = this.clock.seconds();
    const { data } = this.records.refunds.list({ limit: 1000, facet: 'unsettled' });
    for (const refund of data.filter(({ settlesAt }) => settlesAt !== undefined && settlesAt <= now).toReversed()) {
      this.settle(refund, refund.status === 'pending' ? 'succeeded' : 'failed');
    }
  }

  /** One that has failed stays so. */
  settle(refund: Refund, to: 'succeeded' | 'failed'): Refund {
    if (refund.status === 'failed') return refund;
    return this.records.store.transaction(() => {
      const { settlesAt: _, ...rest } = refund;
      const after = to === 'failed' ? this.fail(rest) : this.records.refunds.save({ ...rest, status: to });
      const seen = this.objects.refund(after);
      this.events.announce('refund.updated', seen);
      this.events.announce('charge.refund.updated', seen);
      if (to === 'failed') this.events.announce('refund.failed', seen);
      return after;
    });
  }

  /** The money is with the provider again, and may be given back another time. */
  private fail(refund: Refund): Refund {
    const now = this.clock.seconds();
    const failureBalanceTransaction = newId('txn');
    this.records.balanceTransactions.save({
      id: failureBalanceTransaction,
      created: now,
      type: 'refund_failure',
      amount: refund.amount,
      fee: 0,
      currency: refund.currency,
      source: refund.id,
      description: 'REFUND FAILURE',
      availableOn: now,
    });
    const charge = this.records.charges.find(refund.charge);
    if (charge !== undefined)
      this.records.charges.save({ ...charge, amountRefunded: charge.amountRefunded - refund.amount });
    return this.records.refunds.save({ ...refund, status: 'failed', failureBalanceTransaction });
  }
}
