import { baseConfig, databaseConfig, peerConfig, sessionConfig } from '@breakwater/service-host';
import { z } from 'zod';
import type { Pace } from './domain/decide-discrepancy.js';

const seconds = (min: number) => z.coerce.number().min(min);

export const reconciliationConfig = z.object({
  ...baseConfig,
  ...databaseConfig,
  ...sessionConfig,
  ...peerConfig('order', 'payment'),
  BANK_STATEMENT_URL: z
    .url()
    .optional()
    .describe('Where the statement of the account that payouts go to is read; when unset, the bank is not compared'),
  RECONCILIATION_POLL_SECONDS: seconds(0.05).default(3).describe('How often the sources are asked for what is new'),
  RECONCILIATION_LEDGER_SECONDS: seconds(0.05)
    .default(30)
    .describe('How often payment is asked whether the whole ledger balances and its seals hold'),
  RECONCILIATION_OVERLAP_SECONDS: seconds(0)
    .default(90)
    .describe('How far back each reading begins before the end of the last one, for what was written down late'),
  RECONCILIATION_SETTLE_SECONDS: seconds(0)
    .default(15)
    .describe('Younger movements accuse nobody: the other side may not know of them yet'),
  RECONCILIATION_TIMING_SECONDS: seconds(0)
    .default(20)
    .describe('For so long after that the discrepancy is one of timing, then it has a worse name'),
  RECONCILIATION_UNKNOWN_SECONDS: seconds(1)
    .default(45)
    .describe('For so long an attempt may be without a known outcome'),
  RECONCILIATION_VERIFY_SECONDS: seconds(0)
    .default(15)
    .describe('For so long the sources may take to show what a resolution has done'),
  RECONCILIATION_LEASE_SECONDS: seconds(1)
    .default(30)
    .describe('A resolution whose worker has not come back for so long is taken up by another one'),
  RECONCILIATION_TIME_ZONE: z
    .string()
    .default('UTC')
    .refine(isTimeZone, 'no such time zone')
    .describe('Time zone of the business days'),
  RECONCILIATION_CLOSE_SECONDS: seconds(0).default(900).describe('How long after its end a business day is closed'),
});
export type ReconciliationConfig = z.infer<typeof reconciliationConfig>;

export function paceOf(config: ReconciliationConfig): Pace {
  return { leaseMs: config.RECONCILIATION_LEASE_SECONDS * 1000, verifyMs: config.RECONCILIATION_VERIFY_SECONDS * 1000 };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
