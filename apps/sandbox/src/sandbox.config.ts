import { baseConfig } from '@breakwater/service-host';
import { z } from 'zod';

const key = (prefix: string) => z.string().min(16).startsWith(prefix);

export const SandboxConfig = z.object({
  ...baseConfig,
  SANDBOX_DATA_FILE: z.string().min(1).describe('SQLite file of the sandbox; made when it is not there'),
  SANDBOX_SECRET_KEY: key('sk_').describe('Secret key that the payment provider accepts'),
  SANDBOX_PUBLISHABLE_KEY: key('pk_').describe('Publishable key that the payment provider accepts'),
  SANDBOX_WEBHOOK_URL: z.url().optional().describe('Where events are delivered; none are when unset'),
  SANDBOX_WEBHOOK_SECRET: z.string().min(16).optional().describe('Key of the signature on events'),
  SANDBOX_WEBHOOK_EVENTS: z
    .string()
    .optional()
    .describe('Types of the events that are delivered, comma-separated; all of them when unset'),
  SANDBOX_PAGES_URL: z
    .url()
    .optional()
    .describe('Address of the pages as customers reach them; PUBLIC_URL/sandbox when unset'),
  SMTP_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('Port of the mail server; 0 takes any free one'),
});
export type SandboxConfig = z.infer<typeof SandboxConfig>;

/** Addresses that customers can reach, such as the 3-D Secure page. */
export function pagesUrl(config: SandboxConfig): string {
  return (config.SANDBOX_PAGES_URL ?? `${config.PUBLIC_URL.replace(/\/$/, '')}/sandbox`).replace(/\/$/, '');
}
