import { describe, expect, it } from '@jest/globals';
import type { Order } from '@breakwater/contracts';
import { EMPTY_DRAFT, mayRefund, parseAmount, refundBody, refundWords } from './refundable.js';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const order = {
  state: 'paid',
  total: eur(1000),
  refundable: eur(700),
  lines: [
    { sku: 'a', title: 'Rope' },
    { sku: 'b', title: 'Mug' },
  ],
} as unknown as Order;

it('may be given back what the shop has of the money, whatever became of the order', () => {
  for (const state of ['paid', 'fulfilled', 'cancelled', 'declined', 'rejected'] as const) {
    const [kept, given] = [
      { ...order, state },
      { ...order, state, refundable: eur(0) },
    ];
    expect([mayRefund(kept), mayRefund(given)]).toEqual([true, false]);
  }
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
  it('is named by what is sent', () => {
    expect(refundWords(order, { amountMinor: 1250, reason: 'r' })).toBe('€12.50 goes back to the card.');
    expect(refundWords(order, { reason: 'r' })).toContain('Everything that is left, €7.00,');
    expect(refundWords(order, { lines: [{ sku: 'b', quantity: 2 }], reason: 'r' })).toContain('What 2 × Mug cost');
  });
});
