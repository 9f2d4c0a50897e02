import type { AttemptObservation, KeyWindow } from './attempt.js';
import { declineInWords } from './decline-words.js';

/** The part of the provider's PaymentIntent that the rules look at, spelled as the provider spells it. */
export interface SeenIntent {
  readonly status: string;
  readonly amount_received: number;
  readonly next_action: { readonly redirect_to_url?: { readonly url: string | null } | undefined } | null;
  readonly last_payment_error: {
    readonly code?: string | undefined;
    readonly decline_code?: string | undefined;
  } | null;
}

/** What a PaymentIntent says of its attempt. `confirmNext`: somebody wants it confirmed if it is not yet. */
export function observeIntent(intent: SeenIntent, keyWindow: KeyWindow, confirmNext: boolean): AttemptObservation {
  switch (intent.status) {
    case 'requires_capture':
      return { type: 'authorized' };
    case 'succeeded':
      return { type: 'captured', amountMinor: intent.amount_received };
    case 'canceled':
      return { type: 'canceled' };
    case 'requires_action':
      return { type: 'action_required', url: intent.next_action?.redirect_to_url?.url ?? null };
    case 'processing':
      return { type: 'unclear' };
    case 'requires_confirmation':
    case 'requires_payment_method':
      return unconfirmed(intent, keyWindow, confirmNext);
    // A status that this version of the provider's API does not know yet.
    default:
      return { type: 'unclear' };
  }
}

function unconfirmed(intent: SeenIntent, keyWindow: KeyWindow, confirmNext: boolean): AttemptObservation {
  const error = intent.last_payment_error;
  if (error === null) return { type: 'unconfirmed', confirmNext, keyWindow };
  return { type: 'declined', decline: declineInWords(error.code, error.decline_code) };
}
