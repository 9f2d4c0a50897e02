import type { Stripe } from 'stripe';

/** The provider's API version whose objects are built here: the one that the official client's types describe. */
export const STRIPE_VERSION: NonNullable<Stripe.StripeConfig['apiVersion']> = '2026-10-28.endive';
