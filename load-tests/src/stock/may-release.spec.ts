import { describe, expect, it } from '@jest/globals';
import type { OrderSnapshot, ReservationSnapshot } from '@breakwater/contracts';
import { refusalOf } from './may-release.js';

const at = '2026-01-01T00:00:00.000Z';
const nothing = { amountMinor: 0, currency: 'EUR' };
const orderId = '0198a1b2-0000-7000-8000-000000000001';
const order = (state: OrderSnapshot['state'], steps: string[] = []): OrderSnapshot => ({
  orderId,
  state,
  final: true,
  steps,
  total: nothing,
  refunded: nothing,
  version: 1,
  stateSince: at,
  updatedAt: at,
});
const reservation: ReservationSnapshot = { orderId, state: 'confirmed', returned: false, updatedAt: at };

describe('stock may be released by hand', () => {
  it('of an order that ended without buying, and of one that is not there', () => {
    for (const state of ['declined', 'rejected', 'cancelled'] as const) {
      expect(refusalOf(order(state), reservation)).toBeUndefined();
    }
    expect(refusalOf(undefined, reservation)).toBeUndefined();
  });

  it('but not of an order that was bought or may still be, or that will do it itself', () => {
    for (const state of ['paid', 'fulfilled', 'refunded', 'unknown', 'payment_due'] as const) {
      expect(refusalOf(order(state), reservation)).toContain(`the order is ${state}`);
    }
    expect(refusalOf(order('cancelled', ['release_stock']), reservation)).toContain('still owes release_stock');
    expect(refusalOf(undefined, undefined)).toContain('nothing is reserved');
  });
});
