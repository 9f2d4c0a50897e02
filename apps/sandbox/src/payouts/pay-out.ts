import type { SandboxClock } from '../clock/sandbox-clock.js';
import {
  ARRIVES_AFTER_SECONDS,
  type BalanceTransaction,
  type Payout,
  PAYOUT_EVERY_SECONDS,
} from '../domain/money-moves.js';
import type { EventLog } from '../events/event-log.js';
import type { Records } from '../storage/records.js';
import type { Settings } from '../storage/settings.js';
import { newId } from '../stripe-api/ids.js';
import type { ProviderObjects } from '../stripe-api/provider-objects.js';

const LAST = 'payouts.lastAt';

export interface PayoutOptions {
  /** Pays out, too, what would become available later only. */
  readonly includePending?: boolean;
  readonly arrivesInSeconds?: number;
  /** Flaws, for discrepancies: the payout says so much more than its transactions are; the bank never books it. */
  readonly differenceMinor?: number;
  readonly lostAtBank?: boolean;
}

/** Sends what is available to the bank, by currency, and lets it arrive there. */
export class PayOut {
  constructor(
    private readonly records: Records,
    private readonly objects: ProviderObjects,
    private readonly events: EventLog,
    private readonly clock: SandboxClock,
    private readonly settings: Settings,
  ) {}

  /** Once in a while, by the sandbox's clock, as the provider's schedule does; and whatever is due arrives. */
  tick(): void {
    const now = this.clock.seconds();
    const last = this.settings.read(LAST);
    if (typeof last !== 'number') this.settings.write(LAST, now);
    else if (now - last >= PAYOUT_EVERY_SECONDS) this.run({ arrivesInSeconds: ARRIVES_AFTER_SECONDS });
    this.arrive();
  }

  run(options: PayoutOptions): Payout[] {
    return this.records.store.transaction(() => {
      this.settings.write(LAST, this.clock.seconds());
      const made = [...this.unpaid(options.includePending === true)].flatMap(([currency, transactions]) =>
        this.pay(currency, transactions, options),
      );
      this.arrive();
      return made.map(({ id }) => this.records.payouts.find(id)!);
    });
  }

  /** Balance transactions that no payout carries yet. */
  unpaidIds(): string[] {
    return [...this.unpaid(true).values()].flat().map(({ id }) => id);
  }

  private pay(currency: string, transactions: readonly BalanceTransaction[], options: PayoutOptions): Payout[] {
    const net = transactions.reduce((sum, { amount, fee }) => sum + amount - fee, 0);
    const amount = net + (options.differenceMinor ?? 0);
    if (net <= 0 || amount <= 0) return [];
    const now = this.clock.seconds();
    const payout: Payout = {
      id: newId('po'),
      created: now,
      arrivalDate: now + (options.arrivesInSeconds ?? 0),
      amount,
      currency,
      status: 'in_transit',
      balanceTransaction: newId('txn'),
      lostAtBank: options.lostAtBank ?? false,
    };
    for (const each of transactions) this.records.balanceTransactions.save({ ...each, payout: payout.id });
    this.records.balanceTransactions.save({
      id: payout.balanceTransaction,
      created: now,
      type: 'payout',
      amount: -amount,
      fee: 0,
      currency,
      source: payout.id,
      description: 'STRIPE PAYOUT',
      availableOn: now,
      payout: payout.id,
    });
    this.records.payouts.save(payout);
    this.events.announce('payout.created', this.objects.payout(payout));
    return [payout];
  }

  /** What is due stands on the bank's statement and is paid. */
  private arrive(): void {
    const now = this.clock.seconds();
    const { data } = this.records.payouts.list({ limit: 1000, facet: 'in_transit' });
    for (const payout of data.filter(({ arrivalDate }) => arrivalDate <= now).toReversed()) {
      this.records.store.transaction(() => {
        const paid = this.records.payouts.save({ ...payout, status: 'paid' });
        if (!payout.lostAtBank) {
          const { id: reference, amount, currency } = payout;
          this.records.bankLines.save({ id: newId('line'), created: now, amount, currency, reference });
        }
        this.events.announce('payout.paid', this.objects.payout(paid));
      });
    }
  }

  private unpaid(includePending: boolean): Map<string, BalanceTransaction[]> {
    const rows = this.records.store.rows(
      `SELECT body FROM documents
       WHERE kind = 'balance_transaction' AND json_extract(body, '$.payout') IS NULL
         AND (? = 1 OR json_extract(body, '$.availableOn') <= ?) ORDER BY seq`,
      includePending ? 1 : 0,
      this.clock.seconds(),
    );
    return Map.groupBy(
      rows.map(({ body }) => JSON.parse(String(body)) as BalanceTransaction),
      ({ currency }) => currency,
    );
  }
}
