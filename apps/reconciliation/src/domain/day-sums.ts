import type { Money } from '@breakwater/kernel';
import type { Subject } from './facts.js';
import type { Judgement } from './judge/judge.js';

/** One currency of one stretch of time, all in minor units, by who says so. */
export interface Sums {
  ordersMinor: number;
  capturedMinor: number;
  refundedMinor: number;
  chargedMinor: number;
  givenBackMinor: number;
  feesMinor: number;
  netMinor: number;
  paidOutMinor: number;
  bankedMinor: number;
}

const PAID = ['paid', 'fulfilled', 'refunded'];

/** Adds up what happened in a stretch of time, subject by subject; holds nothing of them. */
export class DaySums {
  readonly currencies = new Map<string, Sums>();
  orders = 0;
  payments = 0;
  providerTransactions = 0;
  matched = 0;
  findings = 0;

  constructor(
    private readonly from: string,
    private readonly to: string,
  ) {}

  add(subject: Subject, { matched, findings }: Judgement): void {
    this.addOurs(subject);
    this.findings += findings.length;
    const known = matched.length > 1 ? new Set(matched) : undefined;
    for (const moved of subject.provider) {
      if (!this.has(moved.createdAt)) continue;
      this.providerTransactions++;
      if (known?.has(moved.id) ?? matched[0] === moved.id) this.matched++;
      if (moved.type === 'payout') continue;
      const side = moved.type === 'refund' ? 'givenBackMinor' : 'chargedMinor';
      if (moved.type !== 'other') this.plus(side, moved.type === 'refund' ? minus(moved.amount) : moved.amount);
      this.plus('feesMinor', moved.fee);
      this.plus('netMinor', moved.net);
    }
    for (const { amount, createdAt } of subject.payouts) if (this.has(createdAt)) this.plus('paidOutMinor', amount);
    for (const { amount, bookedAt } of subject.bank) if (this.has(bookedAt)) this.plus('bankedMinor', amount);
  }

  private addOurs({ orders, payments }: Subject): void {
    for (const { placedAt, state, total } of orders) {
      if (!this.has(placedAt)) continue;
      this.orders++;
      if (PAID.includes(state)) this.plus('ordersMinor', total);
    }
    for (const { movements } of payments) {
      let moved = false;
      for (const { kind, amount, at } of movements) {
        if (!this.has(at)) continue;
        moved = true;
        this.plus(kind === 'capture' ? 'capturedMinor' : 'refundedMinor', amount);
      }
      if (moved) this.payments++;
    }
  }

  /** All are ISO 8601 in UTC with milliseconds, so their order is that of their text. */
  private has(at: string): boolean {
    return at >= this.from && at < this.to;
  }

  private plus(side: keyof Sums, { amountMinor, currency }: Money): void {
    let sums = this.currencies.get(currency);
    if (sums === undefined) this.currencies.set(currency, (sums = nothing()));
    sums[side] += amountMinor;
  }
}

function nothing(): Sums {
  return {
    ordersMinor: 0,
    capturedMinor: 0,
    refundedMinor: 0,
    chargedMinor: 0,
    givenBackMinor: 0,
    feesMinor: 0,
    netMinor: 0,
    paidOutMinor: 0,
    bankedMinor: 0,
  };
}

function minus({ amountMinor, currency }: Money): Money {
  return { amountMinor: -amountMinor, currency };
}
