import { baseConfig, databaseConfig, peerConfig } from '@breakwater/service-host';
import { z } from 'zod';

export const paymentConfig = z.object({
  ...baseConfig,
  ...databaseConfig,
  ...peerConfig('order'),
  STRIPE_API_URL: z
    .url()
    .default('https://api.stripe.com')
    .describe('The payment provider: Stripe, or a server that speaks its API'),
  STRIPE_SECRET_KEY: z.string().min(8).describe('Secret key of the provider account (sk_test_... for its test mode)'),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .min(8)
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .pipe(z.array(z.string().min(8)).min(1))
    .describe(
      'Signing secrets of the webhook, comma-separated; each of them is accepted, so that one can replace another',
    ),
  STRIPE_WEBHOOK_TOLERANCE_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .default(300)
    .describe('Oldest signature that the webhook accepts'),
  WEBHOOK_KEEP_DAYS: z.coerce
    .number()
    .int()
    .min(30)
    .default(45)
    .describe('How long ids of worked events are remembered; the provider sends an event again for up to 30 days'),
  PROVIDER_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(1500)
    .describe('Longest one call to the provider may take; give the real Stripe about 8000'),
  SETTLEMENT_READ_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(5000)
    .describe('How often the provider’s balance transactions and payouts are read'),
  LEDGER_SEAL_MS: z.coerce.number().int().min(50).default(5000).describe('How often new rows of the ledger are sealed'),
  PAYMENT_SWEEP_MS: z.coerce.number().int().min(50).default(1000).describe('How often unfinished work is looked for'),
});
export type PaymentConfig = z.infer<typeof paymentConfig>;
