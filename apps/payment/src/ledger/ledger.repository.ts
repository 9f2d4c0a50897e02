import type { Sql } from '@breakwater/database';
import type { Posting } from '../domain/ledger-postings.js';

export interface LedgerTransaction {
  readonly id: string;
  readonly kind: 'capture' | 'refund';
  readonly attemptId: string;
  readonly refundId: string | null;
  readonly occurredAt: Date;
}

/** Writes one transaction with its entries. The database refuses it at commit unless debits equal credits. */
export async function postToLedger(
  tx: Sql,
  transaction: LedgerTransaction,
  postings: readonly Posting[],
): Promise<void> {
  const { id, kind, attemptId, refundId, occurredAt } = transaction;
  await tx.query(
    `INSERT INTO ledger_transaction (id, kind, attempt_id, refund_id, occurred_at) VALUES ($1, $2, $3, $4, $5)`,
    [id, kind, attemptId, refundId, occurredAt],
  );
  for (const { account, side, amount } of postings) {
    await tx.query(
      `INSERT INTO ledger_entry (transaction_id, account, debit_minor, credit_minor, currency)
       VALUES ($1, $2, $3, $4, $5)`,
      [
        id,
        account,
        side === 'debit' ? amount.amountMinor : 0,
        side === 'credit' ? amount.amountMinor : 0,
        amount.currency,
      ],
    );
  }
}
