import { fileURLToPath } from 'node:url';
import { baseConfig, databaseConfig, peerConfig, sessionConfig } from '@breakwater/service-host';
import { z } from 'zod';

const builtApp = (name: string) => fileURLToPath(new URL(`../../${name}/dist`, import.meta.url));
const keys = z
  .string()
  .transform((text) => text.split(',').map((key) => key.trim()))
  .pipe(z.array(z.string().min(16)).min(1));
const count = (byDefault: number) => z.coerce.number().int().min(1).default(byDefault);

export const GatewayConfig = z.object({
  ...baseConfig,
  ...databaseConfig,
  ...sessionConfig,
  ...peerConfig('product', 'order', 'payment', 'reconciliation', 'operations'),
  COOKIE_KEYS: keys
    .optional()
    .describe(
      'Keys of the session cookie, comma-separated: the first signs, all are read. Derived from SESSION_KEY when unset',
    ),
  OPERATOR_EMAIL: z.email().optional().describe('Account with the operator role, made at the start'),
  OPERATOR_PASSWORD: z.string().min(10).max(200).optional().describe('Its password'),
  DEMO_CUSTOMER_EMAIL: z.email().optional().describe('Customer account for trying things out, made at the start'),
  DEMO_CUSTOMER_PASSWORD: z.string().min(10).max(200).optional().describe('Its password'),
  STOREFRONT_DIR: z.string().default(builtApp('storefront')).describe('Folder of the built storefront'),
  CONSOLE_DIR: z.string().default(builtApp('console')).describe('Folder of the built console'),
  UPSTREAM_TIMEOUT_MS: count(10_000).describe('How long a service may take until its answer begins'),
  UPSTREAM_CONCURRENCY: count(256).describe('Requests at once to one service; beyond it the answer is 503'),
  // What the services take themselves: one that refused in the middle of a body would leave us with a broken connection.
  BODY_LIMIT_BYTES: count(256 * 1024).describe('Largest request body'),
  PASSWORD_COST_LOG2: z.coerce
    .number()
    .int()
    .min(10)
    .max(20)
    .default(15)
    .describe('Cost of a password hash (scrypt N)'),
  SIGN_IN_LIMIT: count(10).describe('Attempts per e-mail and address in 15 minutes'),
  SIGN_IN_ADDRESS_LIMIT: count(300).describe('Failed attempts, and new accounts, per address in 15 minutes'),
});
export type GatewayConfig = z.infer<typeof GatewayConfig>;
