import type { Charge } from './money-moves.js';
import { invalidRequest } from './stripe-fault.js';

/** How much is given back and what the charge is then; throws the provider's refusal. `amount` null gives back the rest. */
export function decideRefund(
  charge: Charge,
  amount: number | null,
): { readonly amount: number; readonly charge: Charge } {
  const rest = charge.amountCaptured - charge.amountRefunded;
  if (!charge.captured) {
    throw invalidRequest('This charge has not been captured: cancel its PaymentIntent instead of refunding it.', {
      code: 'charge_not_refundable',
    });
  }
  if (rest === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  }
  const wanted = amount ?? rest;
  if (wanted > rest) {
    throw invalidRequest(`Refund amount (${wanted}) is greater than unrefunded amount on charge (${rest}).`, {
      param: 'amount',
    });
  }
  return { amount: wanted, charge: { ...charge, amountRefunded: charge.amountRefunded + wanted } };
}
