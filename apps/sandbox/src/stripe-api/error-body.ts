import type { StripeFault } from '../domain/stripe-fault.js';
import type { ProviderObjects } from './provider-objects.js';

/** `{ "error": { ... } }` as the provider words it. */
export function errorBody(fault: StripeFault, objects: ProviderObjects): string {
  const { code, declineCode, param, charge, paymentIntent, paymentMethod } = fault.details;
  return JSON.stringify({
    error: {
      charge,
      code,
      decline_code: declineCode,
      doc_url: code === undefined ? undefined : `https://docs.stripe.com/error-codes/${code.replaceAll('_', '-')}`,
      message: fault.message,
      param,
      payment_intent: paymentIntent === undefined ? undefined : objects.byId(paymentIntent),
      payment_method: paymentMethod === undefined ? undefined : objects.byId(paymentMethod),
      type: fault.type,
    },
  });
}
