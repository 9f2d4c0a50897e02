import { z } from 'zod';
import type { Address } from '../domain/payment-intent.js';
import { cardParams } from '../payment-methods/tokenise-card.js';
import { param } from '../stripe-api/params.js';

const metadata = z.union([param.metadata(), z.literal('')]).optional();
const shipping = z.strictObject({
  name: param.text(),
  phone: param.text().optional(),
  carrier: param.text().optional(),
  tracking_number: param.text().optional(),
  address: z.strictObject({
    city: param.text().optional(),
    country: param.text().optional(),
    line1: param.text().optional(),
    line2: param.text().optional(),
    postal_code: param.text().optional(),
    state: param.text().optional(),
  }),
});

/** What describes a payment, at its creation and later. */
const described = {
  description: param.text(1000).optional(),
  metadata,
  receipt_email: param.text(500).optional(),
  shipping: shipping.optional(),
  statement_descriptor: param.text(22).optional(),
  statement_descriptor_suffix: param.text(22).optional(),
  transfer_group: param.text(500).optional(),
  setup_future_usage: z.enum(['on_session', 'off_session', '']).optional(),
};

const currency = z.string().regex(/^[a-zA-Z]{3}$/, 'a three-letter ISO currency code');

/** What may come along with a payment method; taken note of, without effect here. */
const paid = {
  payment_method: param.text(200).min(1).optional(),
  payment_method_data: z.strictObject(cardParams).optional(),
  payment_method_options: z.unknown().optional(),
  payment_method_types: z.array(z.string()).optional(),
};

const confirming = {
  return_url: param.text(2048).optional(),
  off_session: z.union([param.boolean(), z.enum(['one_off', 'recurring']).transform(() => true)]).optional(),
  error_on_requires_action: param.boolean().optional(),
  use_stripe_sdk: param.boolean().optional(),
  mandate_data: z.unknown().optional(),
  radar_options: z.unknown().optional(),
};

export const createParams = {
  amount: param.integer(),
  currency,
  confirm: param.boolean().optional(),
  capture_method: z.enum(['automatic', 'automatic_async', 'manual']).optional(),
  confirmation_method: z.enum(['automatic', 'manual']).optional(),
  automatic_payment_methods: z
    .strictObject({ enabled: param.boolean(), allow_redirects: z.enum(['always', 'never']).optional() })
    .optional(),
  ...described,
  ...paid,
  ...confirming,
};
export const confirmParams = {
  ...paid,
  ...confirming,
  capture_method: z.enum(['automatic', 'automatic_async', 'manual']).optional(),
  receipt_email: param.text(500).optional(),
  setup_future_usage: described.setup_future_usage,
  shipping: described.shipping,
};
export const updateParams = {
  amount: param.integer().optional(),
  currency: currency.optional(),
  ...described,
  ...paid,
};
export const captureParams = {
  amount_to_capture: param.integer().optional(),
  final_capture: param.boolean().optional(),
  metadata,
  statement_descriptor: described.statement_descriptor,
  statement_descriptor_suffix: described.statement_descriptor_suffix,
};
export const cancelParams = {
  cancellation_reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned']).optional(),
};

const Create = z.object(createParams);
const Confirm = z.object(confirmParams);
const Update = z.object(updateParams);
const Capture = z.object(captureParams);
const Shipping = shipping.optional();
export type CreateParams = z.infer<typeof Create>;
export type ConfirmParams = z.infer<typeof Confirm>;
export type UpdateParams = z.infer<typeof Update>;
export type CaptureParams = z.infer<typeof Capture>;

export function shippingOf(
  given: z.infer<typeof Shipping>,
): { name: string; phone: string | null; address: Address } | null {
  if (given === undefined) return null;
  const { city, country, line1, line2, postal_code, state } = given.address;
  const address = {
    city: city ?? null,
    country: country ?? null,
    line1: line1 ?? null,
    line2: line2 ?? null,
    postal_code: postal_code ?? null,
    state: state ?? null,
  };
  return { name: given.name, phone: given.phone ?? null, address };
}
