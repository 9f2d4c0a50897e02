import { describe, expect, it } from '@jest/globals';
import { decideRefund } from './decide-refund.js';
import type { Charge } from './money-moves.js';

const charge = (amountCaptured: number, amountRefunded = 0): Charge => ({
  id: 'ch_1',
  created: 1,
  paymentIntent: 'pi_1',
  paymentMethod: 'pm_1',
  amount: 1000,
  amountCaptured,
  amountRefunded,
  currency: 'eur',
  captured: amountCaptured > 0,
  released: false,
  decline: null,
  authenticated: false,
  balanceTransaction: null,
  description: null,
  metadata: {},
});

describe('a refund', () => {
  it('without an amount gives back what is left of what was captured', () => {
    expect(decideRefund(charge(800, 300), null)).toMatchObject({ amount: 500, charge: { amountRefunded: 800 } });
  });
  it('never gives back more than was captured', () => {
    expect(() => decideRefund(charge(800, 300), 501)).toThrow('greater than unrefunded amount');
    expect(() => decideRefund(charge(800, 800), 1)).toThrow('already been refunded');
    expect(() => decideRefund(charge(0), null)).toThrow('not been captured');
  });
});
