import { describe, expect, it } from '@jest/globals';
import type { Order } from '@breakwater/contracts';
import { EMPTY_DRAFT, mayRefund, parseAmount, refundableMinor, refundBody } from './refundable.js';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const refund = (amountMinor: number, state: 'pending' | 'succeeded' | 'failed') => ({
  id: `${amountMinor}`,
  amount: eur(amountMinor),
  reason: 'r',
  state,
  at: '2026-01-01T00:00:00Z',
});
const order = {
  state: 'paid',
  total: eur(1000),
  refunds: [refund(300, 'pending'), refund(200, 'failed')],
  lines: [{ sku: 'a' }, { sku: 'b' }],
} as unknown as Order;

describe('what may be given back', () => {
  it('is the total less what is given or on its way, not what has failed', () => {
    expect(refundableMinor(order)).toBe(700);
  });
  it('is nothing before it is paid and after all is given', () => {
    expect(mayRefund(order)).toBe(true);
    expect(mayRefund({ ...order, state: 'payment_deferred' })).toBe(false);
    expect(mayRefund({ ...order, refunds: [refund(1000, 'succeeded')] })).toBe(false);
  });
});

it('reads an amount as exact as the currency is', () => {
  expect(['12.50', '12,5', '7', ' 0.01 '].map((text) => parseAmount(text, 'EUR'))).toEqual([1250, 1250, 700, 1]);
  expect(['', '1.234', '-1', '1e3', 'x', '1.'].map((text) => parseAmount(text, 'EUR'))).toEqual(
    Array.from({ length: 6 }, () => undefined),
  );
  expect([parseAmount('300', 'JPY'), parseAmount('300.5', 'JPY')]).toEqual([300, undefined]);
});

describe('a refund', () => {
  const draft = { ...EMPTY_DRAFT, reason: ' broken ' };
  it('of everything names neither amount nor lines', () => {
    expect(refundBody(order, draft)).toEqual({ reason: 'broken' });
  });
  it('of an amount is never more than is left', () => {
    expect(refundBody(order, { ...draft, choice: 'amount', amount: '7' })).toEqual({
      amountMinor: 700,
      reason: 'broken',
    });
    for (const amount of ['7.01', '0', 'x'])
      expect(typeof refundBody(order, { ...draft, choice: 'amount', amount })).toBe('string');
  });
  it('of lines names those that were chosen', () => {
    const quantities = { a: 0, b: 2, gone: 1 };
    expect(refundBody(order, { ...draft, choice: 'lines', quantities })).toEqual({
      lines: [{ sku: 'b', quantity: 2 }],
      reason: 'broken',
    });
    expect(typeof refundBody(order, { ...draft, choice: 'lines' })).toBe('string');
  });
  it('has a reason', () => {
    expect(typeof refundBody(order, EMPTY_DRAFT)).toBe('string');
  });
});
