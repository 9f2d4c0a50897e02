import type { SandboxClock } from '../clock/sandbox-clock.js';
import { unexpectedState } from '../domain/intent-moves.js';
import type { CancellationReason, PaymentIntent } from '../domain/payment-intent.js';
import type { Cards } from '../payment-methods/tokenise-card.js';
import { mergeMetadata } from '../stripe-api/params.js';
import { assertAmount } from './create-payment-intent.js';
import { type CaptureParams, shippingOf, type UpdateParams } from './intent-params.js';
import type { Intents } from './intents.js';

/** Capture, cancel and update. */
export class ChangePaymentIntent {
  constructor(
    private readonly intents: Intents,
    private readonly cards: Cards,
    private readonly clock: SandboxClock,
  ) {}

  capture(id: string, params: CaptureParams): PaymentIntent {
    const intent = this.intents.get(id);
    const { amount_to_capture: amount } = params;
    if (amount !== undefined) assertAmount(amount, 'amount_to_capture');
    const described = { ...intent, metadata: mergeMetadata(intent.metadata, params.metadata) };
    return this.intents.move(described, { type: 'capture', amount: amount ?? null });
  }

  cancel(id: string, reason: CancellationReason | null): PaymentIntent {
    return this.intents.move(this.intents.get(id), { type: 'cancel', reason, at: this.clock.seconds() });
  }

  update(id: string, params: UpdateParams): PaymentIntent {
    const before = this.intents.get(id);
    const method = this.methodOf(before, params);
    return this.intents.save({
      ...before,
      amount: params.amount ?? before.amount,
      currency: params.currency?.toLowerCase() ?? before.currency,
      description: changed(params.description, before.description),
      metadata: mergeMetadata(before.metadata, params.metadata),
      receiptEmail: changed(params.receipt_email, before.receiptEmail),
      shipping: shippingOf(params.shipping) ?? before.shipping,
      statementDescriptor: changed(params.statement_descriptor, before.statementDescriptor),
      statementDescriptorSuffix: changed(params.statement_descriptor_suffix, before.statementDescriptorSuffix),
      transferGroup: changed(params.transfer_group, before.transferGroup),
      paymentMethod: method ?? before.paymentMethod,
      status: method === null ? before.status : 'requires_confirmation',
      action: method === null ? before.action : null,
    });
  }

  private methodOf(intent: PaymentIntent, params: UpdateParams): string | null {
    const { amount, currency, payment_method: id, payment_method_data: data } = params;
    if (amount === undefined && currency === undefined && id === undefined && data === undefined) return null;
    if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status)) {
      throw unexpectedState(
        intent,
        `This PaymentIntent's amount, currency or payment method could not be updated because it has a status of ${intent.status}.`,
      );
    }
    if (amount !== undefined) assertAmount(amount);
    if (data !== undefined) return this.cards.tokenise(data).id;
    return id === undefined ? null : this.cards.find(id).id;
  }
}

function changed(given: string | undefined, before: string | null): string | null {
  return given === undefined ? before : given || null;
}
