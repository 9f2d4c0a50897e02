import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { Payout } from '../domain/money-moves.js';
import type { EventLog } from '../events/event-log.js';
import type { Records } from '../storage/records.js';
import { newId } from '../stripe-api/ids.js';
import type { ProviderObjects } from '../stripe-api/provider-objects.js';

/** The bank sends a payout back, before or after it was paid: the money is with the provider again. */
export class FailPayout {
  constructor(
    private readonly records: Records,
    private readonly objects: ProviderObjects,
    private readonly events: EventLog,
    private readonly clock: SandboxClock,
  ) {}

  run(payout: Payout): Payout {
    if (payout.status === 'failed') return payout;
    return this.records.store.transaction(() => {
      const { id, amount, currency } = payout;
      const now = this.clock.seconds();
      const failureBalanceTransaction = newId('txn');
      this.records.balanceTransactions.save({
        id: failureBalanceTransaction,
        created: now,
        type: 'payout_failure',
        amount,
        fee: 0,
        currency,
        source: id,
        description: 'STRIPE PAYOUT FAILURE',
        availableOn: now,
      });
      if (this.records.bankLines.ofParent(id).length > 0) {
        this.records.bankLines.save({ id: newId('line'), created: now, amount: -amount, currency, reference: id });
      }
      const failed = this.records.payouts.save({ ...payout, status: 'failed', failureBalanceTransaction });
      this.events.announce('payout.failed', this.objects.payout(failed));
      return failed;
    });
  }
}
