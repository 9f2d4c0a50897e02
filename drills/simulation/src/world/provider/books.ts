import { decidePaymentIntent } from '@breakwater/sandbox/domain/decide-payment-intent';
import { decideRefund } from '@breakwater/sandbox/domain/decide-refund';
import { type Charge, feeOf, HOLD_SECONDS } from '@breakwater/sandbox/domain/money-moves';
import type { IntentEvent, PaymentIntent } from '@breakwater/sandbox/domain/payment-intent';
import { invalidRequest, missing, StripeFault } from '@breakwater/sandbox/domain/stripe-fault';
import { type CardBehaviour, cardByName } from '@breakwater/sandbox/domain/test-cards';

export interface ProviderRefund {
  readonly id: string;
  readonly intent: string;
  readonly refundId: string;
  readonly amount: number;
  readonly created: number;
}

export interface Movement {
  readonly id: string;
  readonly type: 'charge' | 'refund';
  readonly source: string;
  readonly intent: string;
  readonly attemptId: string;
  /** Refunds are negative. */
  readonly amount: number;
  readonly fee: number;
  readonly createdMs: number;
}

const DRAFT = {
  clientSecret: '',
  amountCapturable: 0,
  amountReceived: 0,
  currency: 'eur',
  captureMethod: 'manual',
  confirmationMethod: 'automatic',
  automaticMethods: { allowRedirects: 'always' },
  paymentMethodTypes: ['card'],
  paymentMethod: null,
  customer: null,
  description: null,
  receiptEmail: null,
  setupFutureUsage: null,
  shipping: null,
  statementDescriptor: null,
  statementDescriptorSuffix: null,
  transferGroup: null,
  action: null,
  lastError: null,
  latestCharge: null,
  authorizedAt: null,
  canceledAt: null,
  cancellationReason: null,
} as const;

/** What the provider knows, moved by the sandbox's own rules; each request happens wholly or not at all. */
export class Books {
  readonly intents = new Map<string, PaymentIntent>();
  readonly charges = new Map<string, Charge>();
  readonly refunds: ProviderRefund[] = [];
  readonly movements: Movement[] = [];
  readonly #cards = new Map<string, { card: CardBehaviour; usedBy: string | null }>();
  #made = 0;

  constructor(
    private readonly nowMs: () => number,
    private readonly announce: (type: string, intent: string) => void,
  ) {}

  /** A customer's browser makes a payment method of a card. Without a customer it pays once. */
  tokenise(cardName: string): string {
    const card = cardByName(cardName);
    if (card === undefined) throw new Error(`no test card ${cardName}`);
    const id = this.#id('pm');
    this.#cards.set(id, { card, usedBy: null });
    return id;
  }

  create(amount: number, attemptId: string): PaymentIntent {
    const id = this.#id('pi');
    const metadata = { attempt_id: attemptId };
    const created = this.#seconds();
    return this.#save({ ...DRAFT, id, created, amount, metadata, status: 'requires_payment_method' });
  }

  /** Throws the card error when the card is declined; what happened stays. */
  confirm(id: string, paymentMethod: string, returnUrl: string): PaymentIntent {
    const method = this.#cards.get(paymentMethod);
    if (method === undefined || (method.usedBy !== null && method.usedBy !== id))
      throw invalidRequest('The payment method was used already.', { param: 'payment_method' });
    const after = this.#move(this.get(id), {
      type: 'confirm',
      paymentMethod,
      card: method.card,
      offSession: false,
      errorOnRequiresAction: false,
      returnUrl,
      actionId: this.#id('payatt'),
      chargeId: this.#id('ch'),
      at: this.#seconds(),
    });
    method.usedBy = id;
    if (after.lastError === null) return after;
    const { code, declineCode, message } = after.lastError;
    throw new StripeFault(402, 'card_error', message, { code, ...(declineCode === null ? {} : { declineCode }) });
  }

  /** The customer answers the bank; nothing happens when nobody asks any more. */
  authenticate(id: string, approved: boolean): void {
    const intent = this.get(id);
    if (intent.status !== 'requires_action') return;
    const { card } = this.#cards.get(intent.paymentMethod ?? '')!;
    this.#move(intent, { type: 'authenticate', approved, card, chargeId: this.#id('ch'), at: this.#seconds() });
  }

  capture(id: string): PaymentIntent {
    return this.#move(this.get(id), { type: 'capture', amount: null });
  }

  cancel(id: string): PaymentIntent {
    return this.#move(this.get(id), { type: 'cancel', reason: null, at: this.#seconds() });
  }

  refund(intentId: string, refundId: string, amount: number): ProviderRefund {
    const intent = this.get(intentId);
    const charge = this.charges.get(intent.latestCharge ?? '');
    if (charge === undefined) throw invalidRequest('This PaymentIntent does not have a successful charge to refund.');
    const { charge: after } = decideRefund(charge, amount);
    this.charges.set(after.id, after);
    const refund = { id: this.#id('re'), intent: intentId, refundId, amount, created: this.nowMs() };
    this.refunds.push(refund);
    this.#book('refund', refund.id, intent, -amount);
    this.announce('charge.refunded', intentId);
    return refund;
  }

  get(id: string): PaymentIntent {
    const intent = this.intents.get(id);
    if (intent === undefined) throw missing('payment_intent', id, 'intent');
    const heldUntil = intent.status === 'requires_capture' ? (intent.authorizedAt ?? 0) + HOLD_SECONDS : Infinity;
    if (this.#seconds() < heldUntil) return intent;
    return this.#move(intent, { type: 'cancel', reason: 'automatic', at: heldUntil });
  }

  #move(intent: PaymentIntent, event: IntentEvent): PaymentIntent {
    const { state, effects } = decidePaymentIntent(intent, event);
    this.#save(state);
    for (const effect of effects) {
      if (effect.type === 'announce') this.announce(effect.event, state.id);
      else if (effect.type === 'charge') this.#charge(state, effect);
      else if (effect.type === 'release') this.#change(effect.charge, { released: true });
      else {
        this.#change(effect.charge, { captured: true, amountCaptured: effect.amount });
        this.#book('charge', effect.charge, state, effect.amount);
      }
    }
    return state;
  }

  #charge(
    intent: PaymentIntent,
    effect: Pick<Charge, 'id' | 'paymentMethod' | 'decline' | 'authenticated' | 'captured'>,
  ): void {
    const { id: paymentIntent, amount, currency, metadata } = intent;
    const none = { amountCaptured: 0, amountRefunded: 0, released: false, balanceTransaction: null, description: null };
    const { id, paymentMethod, decline, authenticated, captured } = effect;
    const made = { id, paymentMethod, decline, authenticated, captured, created: this.#seconds() };
    this.charges.set(id, { ...none, ...made, paymentIntent, amount, currency, metadata });
  }

  #change(id: string, change: Partial<Charge>): void {
    this.charges.set(id, { ...this.charges.get(id)!, ...change });
  }

  #book(type: Movement['type'], source: string, intent: PaymentIntent, amount: number): void {
    const attemptId = intent.metadata['attempt_id'] ?? '';
    const fee = type === 'charge' ? feeOf(amount) : 0;
    const id = this.#id('txn');
    this.movements.push({ id, type, source, intent: intent.id, attemptId, amount, fee, createdMs: this.nowMs() });
  }

  #save(intent: PaymentIntent): PaymentIntent {
    this.intents.set(intent.id, intent);
    return intent;
  }

  #seconds(): number {
    return Math.floor(this.nowMs() / 1000);
  }

  #id(kind: string): string {
    return `${kind}_${++this.#made}`;
  }
}
