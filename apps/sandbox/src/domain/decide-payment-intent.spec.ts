import { describe, expect, it } from '@jest/globals';
import { decidePaymentIntent } from './decide-payment-intent.js';
import { moves } from './intent-moves.js';
import type { Confirm, IntentEvent, IntentStatus, PaymentIntent } from './payment-intent.js';
import { cardByName, type CardBehaviour } from './test-cards.js';

const statuses: readonly IntentStatus[] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'requires_capture',
  'succeeded',
  'canceled',
];

const good: CardBehaviour = { authentication: 'never', decline: null };

function intent(status: IntentStatus = 'requires_payment_method', with_: Partial<PaymentIntent> = {}): PaymentIntent {
  const held = status === 'requires_capture';
  return {
    id: 'pi_1',
    created: 1,
    clientSecret: 'pi_1_secret',
    status,
    amount: 1000,
    amountCapturable: held ? 1000 : 0,
    amountReceived: status === 'succeeded' ? 1000 : 0,
    currency: 'eur',
    captureMethod: 'manual',
    confirmationMethod: 'automatic',
    automaticMethods: null,
    paymentMethodTypes: ['card'],
    paymentMethod: status === 'requires_payment_method' ? null : 'pm_1',
    customer: null,
    description: null,
    metadata: {},
    receiptEmail: null,
    setupFutureUsage: null,
    shipping: null,
    statementDescriptor: null,
    statementDescriptorSuffix: null,
    transferGroup: null,
    action: status === 'requires_action' ? { id: 'payatt_1', returnUrl: null } : null,
    lastError: null,
    latestCharge: held || status === 'succeeded' ? 'ch_0' : null,
    authorizedAt: null,
    canceledAt: null,
    cancellationReason: null,
    ...with_,
  };
}

function confirm(with_: Partial<Confirm> = {}): Confirm {
  return {
    type: 'confirm',
    paymentMethod: 'pm_1',
    card: good,
    offSession: false,
    errorOnRequiresAction: false,
    returnUrl: null,
    actionId: 'payatt_1',
    chargeId: 'ch_1',
    at: 5,
    ...with_,
  };
}

const events: Readonly<Record<IntentEvent['type'], IntentEvent>> = {
  confirm: confirm(),
  authenticate: { type: 'authenticate', approved: true, card: good, chargeId: 'ch_1', at: 5 },
  capture: { type: 'capture', amount: null },
  cancel: { type: 'cancel', reason: null, at: 5 },
};

const pairs = statuses.flatMap((status) => Object.values(events).map((event) => [event.type, status, event] as const));
const money = new Set(['charge', 'capture', 'release']);
const moneyOf = (decision: ReturnType<typeof decidePaymentIntent>) =>
  decision.effects.filter((effect) => money.has(effect.type));

describe('every event in every status', () => {
  it.each(pairs)('%s in %s is accepted or refused as the table says', (type, status, event) => {
    const decide = () => decidePaymentIntent(intent(status), event);
    if (moves[type].includes(status)) expect(decide().effects.at(-1)).toMatchObject({ type: 'announce' });
    else
      expect(decide).toThrow(
        expect.objectContaining({ status: 400, details: expect.objectContaining({ paymentIntent: 'pi_1' }) }),
      );
  });

  it.each(pairs)('%s in %s never holds or takes more than the amount', (_, status, event) => {
    if (!moves[event.type].includes(status)) return;
    const { state } = decidePaymentIntent(intent(status), event);
    expect(state.amountCapturable + state.amountReceived).toBeLessThanOrEqual(state.amount);
  });
});

describe('confirming', () => {
  it('holds the money, or takes it at once', () => {
    expect(decidePaymentIntent(intent(), confirm()).state).toMatchObject({
      status: 'requires_capture',
      amountCapturable: 1000,
    });
    const automatic = decidePaymentIntent(intent('requires_confirmation', { captureMethod: 'automatic' }), confirm());
    expect(automatic.state).toMatchObject({ status: 'succeeded', amountReceived: 1000, amountCapturable: 0 });
    expect(moneyOf(automatic)).toMatchObject([{ type: 'charge', captured: true }]);
  });

  it('moves no money while the customer is asked', () => {
    const asked = decidePaymentIntent(intent(), confirm({ card: { ...good, authentication: 'always' } }));
    expect(asked.state).toMatchObject({ status: 'requires_action', action: { id: 'payatt_1' } });
    expect(moneyOf(asked)).toEqual([]);
  });

  it('of a card that is set up for it asks nobody when the customer is away', () => {
    const card = cardByName('pm_card_authenticationRequiredSetupForOffSession') ?? good;
    expect(decidePaymentIntent(intent(), confirm({ card, offSession: true })).state.status).toBe('requires_capture');
    expect(decidePaymentIntent(intent(), confirm({ card })).state.status).toBe('requires_action');
  });

  it('with a declined card forgets the card and tells why', () => {
    const card = cardByName('pm_card_chargeDeclinedInsufficientFunds') ?? good;
    const { state } = decidePaymentIntent(intent(), confirm({ card }));
    expect(state).toMatchObject({
      status: 'requires_payment_method',
      paymentMethod: null,
      latestCharge: 'ch_1',
      lastError: { declineCode: 'insufficient_funds', paymentMethod: 'pm_1' },
    });
  });

  it('needs a payment method', () => {
    expect(() => decidePaymentIntent(intent(), confirm({ paymentMethod: null }))).toThrow('missing a payment method');
  });
});

describe('authenticating', () => {
  it('that fails opens the payment for another card', () => {
    const failed = decidePaymentIntent(intent('requires_action'), {
      ...events.authenticate,
      approved: false,
    } as IntentEvent);
    expect(failed.state).toMatchObject({ status: 'requires_payment_method', paymentMethod: null, action: null });
    expect(moneyOf(failed)).toEqual([]);
  });
});

describe('capturing and cancelling', () => {
  it('takes a part and lets go of the rest', () => {
    const { state, effects } = decidePaymentIntent(intent('requires_capture'), { type: 'capture', amount: 400 });
    expect(state).toMatchObject({ status: 'succeeded', amountReceived: 400, amountCapturable: 0 });
    expect(effects).toContainEqual({ type: 'capture', charge: 'ch_0', amount: 400 });
  });

  it('never takes more than is held', () => {
    const decide = () => decidePaymentIntent(intent('requires_capture'), { type: 'capture', amount: 1001 });
    expect(decide).toThrow('greater than');
  });

  it('gives a hold back, and nothing where nothing was held', () => {
    expect(moneyOf(decidePaymentIntent(intent('requires_capture'), events.cancel))).toEqual([
      { type: 'release', charge: 'ch_0' },
    ]);
    expect(moneyOf(decidePaymentIntent(intent('requires_action'), events.cancel))).toEqual([]);
  });
});
