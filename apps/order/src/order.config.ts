import { baseConfig, databaseConfig, peerConfig, sessionConfig } from '@breakwater/service-host';
import { z } from 'zod';

const minor = z.coerce.number().int().min(0);
const seconds = z.coerce.number().int().min(1);

export const orderConfig = z.object({
  ...baseConfig,
  ...databaseConfig,
  ...sessionConfig,
  ...peerConfig('product', 'inventory', 'payment'),
  REDIS_QUEUE_URL: z.url().describe('Redis of the queues: AOF, noeviction'),
  STRIPE_API_URL: z.url().default('https://api.stripe.com').describe('The payment provider that payment talks to'),
  STRIPE_PUBLISHABLE_KEY: z.string().min(8).optional().describe('Key with which a browser makes payment methods'),
  SMTP_URL: z.url().describe('Where mail goes out, such as smtp://127.0.0.1:1025'),
  MAIL_FROM: z.string().default('Breakwater Supply <orders@breakwater.example>').describe('Sender of mail'),
  CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('EUR')
    .describe('The one currency of the shop'),
  SHIPPING_FLAT_MINOR: minor.default(490).describe('Shipping below the limit, minor units'),
  FREE_SHIPPING_FROM_MINOR: minor.default(7500).describe('Subtotal from which shipping is free, minor units'),
  HOLD_SECONDS: seconds.default(900).describe('How long stock is held for an order that is being paid'),
  DEFERRED_HOLD_SECONDS: seconds
    .default(86_400)
    .describe('How long stock is held for an order whose payment is deferred'),
  CHECKOUT_BUDGET_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(1600)
    .describe('Longest a checkout waits for stock and payment; then the order is recorded and goes on by itself'),
  PAY_AGAIN_SECONDS: seconds
    .max(500_000)
    .default(172_800)
    .describe('How long a customer may pay in another way when a deferred payment did not go through'),
  PAY_FIRST_SECONDS: seconds
    .max(500_000)
    .default(3600)
    .describe('How long things are put aside for an order that was placed without a card while the provider was well'),
  ACTION_WINDOW_SECONDS: seconds.default(840).describe('How long a customer has for 3-D Secure; shorter than the hold'),
  PROBE_EVERY_MS: z.coerce
    .number()
    .int()
    .min(50)
    .default(500)
    .describe('How often it is looked whether the payment provider is back, while it is out'),
  COUPON_AMOUNT_MINOR: minor
    .default(500)
    .describe('What the coupon is worth that customers get for having waited for the payment; 0 gives none'),
  COUPON_VALID_DAYS: z.coerce.number().int().min(1).max(3650).default(90).describe('How long such a coupon is good'),
  COUPON_BUDGET_MINOR: minor
    .default(500_000)
    .describe('Most that is given away in coupons for one outage, minor units'),
  LEAST_CHARGE_MINOR: minor
    .min(1)
    .default(50)
    .describe('What a coupon leaves to be charged at least: payment providers refuse smaller amounts'),
  SWEEP_EVERY_MS: z.coerce
    .number()
    .int()
    .min(50)
    .default(1000)
    .describe('How often unfinished orders and mails are looked for'),
});
export type OrderConfig = z.infer<typeof orderConfig>;
