export const ATTEMPT_STATES = [
  'created', // recorded; the provider holds no money for it
  'unknown', // the provider was asked and did not answer clearly
  'requires_action', // the customer must do something (3-D Secure)
  'authorized',
  'declined',
  'captured',
  'voided',
  'refunded',
] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

export interface Decline {
  readonly code: string;
  /** What the customer reads. */
  readonly message: string;
}

/** What the rules need to know of an attempt. */
export interface Attempt {
  readonly state: AttemptState;
  /** The provider's id of the PaymentIntent. Nothing is confirmed before it is stored, so null means: no money moved. */
  readonly reference: string | null;
  readonly decline: Decline | null;
  readonly nextActionUrl: string | null;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
}

/** May a key still be repeated at the provider? After a day the same key would be a new request. */
export type KeyWindow = 'open' | 'closed';

/** What somebody wants. */
export type AttemptCommand =
  | { readonly type: 'authorize'; readonly keyWindow: KeyWindow }
  /** `told`: the provider let us know that something changed, so a settled attempt is looked at too. */
  | { readonly type: 'look'; readonly keyWindow: KeyWindow; readonly told: boolean }
  | { readonly type: 'capture' }
  | { readonly type: 'void' }
  /** `pendingMinor`: refunds that are asked for and not yet known. */
  | { readonly type: 'refund'; readonly amountMinor: number; readonly pendingMinor: number };

/** What the provider told us, or failed to. */
export type AttemptObservation =
  | { readonly type: 'intent_stored'; readonly reference: string }
  | { readonly type: 'unconfirmed'; readonly confirmNext: boolean; readonly keyWindow: KeyWindow }
  | { readonly type: 'action_required'; readonly url: string | null }
  | { readonly type: 'authorized' }
  | { readonly type: 'declined'; readonly decline: Decline }
  | { readonly type: 'captured'; readonly amountMinor: number }
  | { readonly type: 'canceled' }
  | { readonly type: 'refunded'; readonly amountMinor: number }
  /** One that counted as done: the bank sent the money back. */
  | { readonly type: 'refund_returned'; readonly amountMinor: number }
  | { readonly type: 'unclear' }
  /** Past the key window the provider knows no such PaymentIntent. */
  | { readonly type: 'absent' };

export type AttemptEvent = AttemptCommand | AttemptObservation;

/** What to ask the provider next. */
export type ProviderStep = 'create' | 'confirm' | 'retrieve' | 'find' | 'capture' | 'cancel' | 'refund';
export type AttemptEffect = ProviderStep | 'publish' | 'post_capture' | 'post_refund';
