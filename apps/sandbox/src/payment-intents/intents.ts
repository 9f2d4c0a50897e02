import type { SandboxClock } from '../clock/sandbox-clock.js';
import { decidePaymentIntent } from '../domain/decide-payment-intent.js';
import { AVAILABLE_AFTER_SECONDS, type BalanceTransaction, type Charge, feeOf } from '../domain/money-moves.js';
import type { IntentEffect, IntentEvent, PaymentIntent } from '../domain/payment-intent.js';
import { missing } from '../domain/stripe-fault.js';
import type { EventLog } from '../events/event-log.js';
import type { Records } from '../storage/records.js';
import { newId } from '../stripe-api/ids.js';
import type { ProviderObjects } from '../stripe-api/provider-objects.js';
import type { SearchIndex } from './search-index.js';

/** Finds, moves and keeps PaymentIntents; what a decision asks for is carried out here. */
export class Intents {
  constructor(
    private readonly records: Records,
    private readonly objects: ProviderObjects,
    private readonly events: EventLog,
    private readonly search: SearchIndex,
    private readonly clock: SandboxClock,
  ) {}

  get(id: string): PaymentIntent {
    const intent = this.records.intents.find(id);
    if (intent === undefined) throw missing('payment_intent', id, 'intent');
    return intent;
  }

  processing(): PaymentIntent[] {
    const sql = `SELECT id FROM documents WHERE kind = 'payment_intent' AND json_extract(body, '$.processing') = 1`;
    return this.records.store.rows(sql).map(({ id }) => this.get(String(id)));
  }

  save(intent: PaymentIntent): PaymentIntent {
    this.search.put(intent);
    return this.records.intents.save(intent);
  }

  move(intent: PaymentIntent, event: IntentEvent): PaymentIntent {
    const { state, effects } = decidePaymentIntent(intent, event);
    this.save(state);
    for (const effect of effects) this.carryOut(state, effect);
    return state;
  }

  private carryOut(intent: PaymentIntent, effect: IntentEffect): void {
    switch (effect.type) {
      case 'charge':
        return this.charge(intent, effect);
      case 'capture':
        return this.capture(effect.charge, effect.amount);
      case 'release':
        return this.release(effect.charge, intent.cancellationReason === 'automatic');
      case 'announce':
        return this.events.announce(effect.event, this.objects.paymentIntent(intent));
    }
  }

  private charge(intent: PaymentIntent, effect: Extract<IntentEffect, { type: 'charge' }>): void {
    const charge: Charge = {
      id: effect.id,
      created: this.clock.seconds(),
      paymentIntent: intent.id,
      paymentMethod: effect.paymentMethod,
      amount: intent.amount,
      amountCaptured: 0,
      amountRefunded: 0,
      currency: intent.currency,
      captured: false,
      released: false,
      decline: effect.decline,
      authenticated: effect.authenticated,
      balanceTransaction: null,
      description: intent.description,
      metadata: intent.metadata,
    };
    const kept = effect.captured ? this.withMoney(charge, intent.amount) : charge;
    this.records.charges.save(kept);
    if (effect.decline === null) this.useUp(effect.paymentMethod);
    this.events.announce(effect.decline === null ? 'charge.succeeded' : 'charge.failed', this.objects.charge(kept));
  }

  private capture(id: string, amount: number): void {
    const charge = this.records.charges.save(this.withMoney(this.chargeOf(id), amount));
    this.events.announce('charge.captured', this.objects.charge(charge));
  }

  private release(id: string, expired: boolean): void {
    const charge = this.records.charges.save({ ...this.chargeOf(id), released: true });
    this.events.announce(expired ? 'charge.expired' : 'charge.refunded', this.objects.charge(charge));
  }

  private withMoney(charge: Charge, amount: number): Charge {
    const now = this.clock.seconds();
    const transaction: BalanceTransaction = {
      id: newId('txn'),
      created: now,
      type: 'charge',
      amount,
      fee: feeOf(amount),
      currency: charge.currency,
      source: charge.id,
      description: charge.description,
      availableOn: now + AVAILABLE_AFTER_SECONDS,
    };
    this.records.balanceTransactions.save(transaction);
    return { ...charge, captured: true, amountCaptured: amount, balanceTransaction: transaction.id };
  }

  private useUp(id: string): void {
    const method = this.records.paymentMethods.find(id);
    if (method !== undefined) this.records.paymentMethods.save({ ...method, used: true });
  }

  private chargeOf(id: string): Charge {
    const charge = this.records.charges.find(id);
    if (charge === undefined) throw new Error(`intent without its charge ${id}`);
    return charge;
  }
}
