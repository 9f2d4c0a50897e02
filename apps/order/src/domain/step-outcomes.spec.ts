import { describe, expect, it } from '@jest/globals';
import { newOrder, type Order, type Step } from './order-model.js';
import {
  FORMER_OPEN_MS,
  leaveFormerOpen,
  mayAskAnew,
  meaningOfFault,
  newsOf,
  newsOfReservation,
  type SeenAttempt,
} from './step-outcomes.js';

const order = (more: Partial<Order>): Order => ({ ...newOrder, ...more });
const reserved = order({ state: 'reserved' });
const noTime = { kind: 'unavailable', code: 'payment.provider.no_time' } as const;
const deadline = (began: boolean) =>
  ({ kind: 'timeout', code: 'resilience.deadline.exceeded', details: { began } }) as const;
const attempt = (more: Partial<SeenAttempt>): SeenAttempt => ({
  state: 'unknown',
  providerReference: null,
  decline: null,
  nextActionUrl: null,
  ...more,
});

describe('a payment for which there was no time', () => {
  it.each<[Step, Order]>([
    ['authorize_payment', reserved],
    ['authorize_payment', order({ state: 'payment_deferred' })],
    ['void_payment', order({ state: 'reserved', nextPayment: { attemptId: 'a2', paymentMethod: 'pm_2' } })],
    ['capture_payment', order({ state: 'confirmed' })],
  ])('is no outage of the provider, whoever says so (%s)', (step, of) => {
    expect(meaningOfFault(step, of, noTime)).toBe('no_time');
    expect(meaningOfFault(step, of, deadline(false))).toBe('no_time');
  });

  it('has an outcome that nobody knows once it was sent', () => {
    expect(meaningOfFault('authorize_payment', reserved, deadline(true))).toEqual({ type: 'outcome_unknown' });
  });

  it('is told apart from a provider that is away', () => {
    const away = { kind: 'unavailable', code: 'payment.provider.unavailable' } as const;
    expect(meaningOfFault('authorize_payment', reserved, away)).toEqual({ type: 'provider_unavailable' });
  });
});

describe('a payment that nobody can have been charged by', () => {
  const unknown = order({ state: 'unknown' });

  it('is asked for once more before anything is said of the provider', () => {
    for (const found of [null, attempt({ state: 'created' }), attempt({})])
      expect(mayAskAnew(found, unknown)).toBe(true);
    for (const state of ['unknown', 'authorized', 'captured', 'declined', 'voided', 'requires_action'] as const)
      expect(mayAskAnew(attempt({ state, providerReference: 'pi_1' }), unknown)).toBe(false);
  });

  it('is not asked for again by itself once the customer was asked for another card', () => {
    const due = order({ state: 'payment_due' });
    expect(mayAskAnew(attempt({ state: 'created' }), due)).toBe(false);
    expect(newsOf(attempt({ state: 'created' }), due, '')).toBe('wait');
  });

  it('is waited for while payment is at it already: that is no outage', () => {
    for (const state of ['reserved', 'payment_deferred', 'unknown', 'payment_due'] as const)
      expect(newsOf(attempt({ state: 'created' }), order({ state }), '')).toBe('wait');
    expect(newsOf(attempt({}), reserved, '')).toEqual({ type: 'provider_unavailable' });
  });

  it('waits for the provider when that does not answer then either', () => {
    expect(newsOf(attempt({}), unknown, '')).toEqual({ type: 'provider_unavailable' });
  });
});

describe('another card', () => {
  const nextPayment = { attemptId: 'a2', paymentMethod: 'pm_2' };
  const waiting = order({ state: 'reserved', nextPayment });

  it('waits for the end of the attempt before for minutes, and not for ever', () => {
    expect(leaveFormerOpen(waiting, 0, FORMER_OPEN_MS)).toBeNull();
    expect(leaveFormerOpen(waiting, 0, FORMER_OPEN_MS + 1)).toMatchObject({ type: 'former_payment_open' });
  });

  it('is waited with only while it has not been asked for', () => {
    const nowMs = FORMER_OPEN_MS * 2;
    for (const other of [reserved, order({ state: 'payment_deferred', nextPayment }), order({ state: 'cancelled' })])
      expect(leaveFormerOpen(other, 0, nowMs)).toBeNull();
  });
});

describe('stock', () => {
  it('counts as reserved only when inventory says that it is', () => {
    for (const state of ['held', 'confirmed'] as const)
      expect(newsOfReservation(state)).toEqual({ type: 'stock_reserved' });
    expect(newsOfReservation('expired')).toBe('wait');
    expect(newsOfReservation('released')).toEqual({ type: 'stock_refused', shortages: [] });
  });
});
