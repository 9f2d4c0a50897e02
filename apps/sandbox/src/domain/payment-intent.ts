import type { CardBehaviour, Decline } from './test-cards.js';

export type IntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'requires_capture'
  | 'succeeded'
  | 'canceled';

export type CancellationReason = 'abandoned' | 'automatic' | 'duplicate' | 'fraudulent' | 'requested_by_customer';

export interface LastError {
  readonly type: 'card_error' | 'invalid_request_error';
  readonly code: string;
  readonly declineCode: string | null;
  readonly message: string;
  readonly charge: string | null;
  readonly paymentMethod: string;
}

export interface Address {
  readonly city: string | null;
  readonly country: string | null;
  readonly line1: string | null;
  readonly line2: string | null;
  readonly postal_code: string | null;
  readonly state: string | null;
}

/** What the sandbox knows of a payment; the provider's object is built from it. Amounts are minor units. */
export interface PaymentIntent {
  readonly id: string;
  readonly created: number;
  readonly clientSecret: string;
  readonly status: IntentStatus;
  readonly amount: number;
  readonly amountCapturable: number;
  readonly amountReceived: number;
  readonly currency: string;
  readonly captureMethod: 'automatic' | 'automatic_async' | 'manual';
  readonly confirmationMethod: 'automatic' | 'manual';
  readonly automaticMethods: { readonly allowRedirects: 'always' | 'never' } | null;
  readonly paymentMethodTypes: readonly string[];
  readonly paymentMethod: string | null;
  readonly customer: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly receiptEmail: string | null;
  readonly setupFutureUsage: 'on_session' | 'off_session' | null;
  readonly shipping: { readonly name: string; readonly phone: string | null; readonly address: Address } | null;
  readonly statementDescriptor: string | null;
  readonly statementDescriptorSuffix: string | null;
  readonly transferGroup: string | null;
  /** The open question to the customer, while the status is requires_action. */
  readonly action: { readonly id: string; readonly returnUrl: string | null } | null;
  readonly lastError: LastError | null;
  readonly latestCharge: string | null;
  readonly authorizedAt: number | null;
  readonly canceledAt: number | null;
  readonly cancellationReason: CancellationReason | null;
  /** It says so, whatever it is, and nothing can be done with it. */
  readonly processing?: boolean;
}

export interface Confirm {
  readonly type: 'confirm';
  readonly paymentMethod: string | null;
  readonly card: CardBehaviour;
  readonly offSession: boolean;
  readonly errorOnRequiresAction: boolean;
  readonly returnUrl: string | null;
  /** Ids for what the decision may call into being. */
  readonly actionId: string;
  readonly chargeId: string;
  readonly at: number;
}

export interface Authenticate {
  readonly type: 'authenticate';
  readonly approved: boolean;
  readonly card: CardBehaviour;
  readonly chargeId: string;
  readonly at: number;
}

export interface Capture {
  readonly type: 'capture';
  readonly amount: number | null;
}

export interface Cancel {
  readonly type: 'cancel';
  readonly reason: CancellationReason | null;
  readonly at: number;
}

export type IntentEvent = Confirm | Authenticate | Capture | Cancel;

type IntentAnnouncement =
  | 'payment_intent.amount_capturable_updated'
  | 'payment_intent.canceled'
  | 'payment_intent.payment_failed'
  | 'payment_intent.requires_action'
  | 'payment_intent.succeeded';

export type IntentEffect =
  | {
      readonly type: 'charge';
      readonly id: string;
      readonly paymentMethod: string;
      readonly captured: boolean;
      readonly decline: Decline | null;
      readonly authenticated: boolean;
    }
  | { readonly type: 'capture'; readonly charge: string; readonly amount: number }
  | { readonly type: 'release'; readonly charge: string }
  | { readonly type: 'announce'; readonly event: IntentAnnouncement };
