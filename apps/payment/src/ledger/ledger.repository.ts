import type { Sql } from '@breakwater/database';
import type { LedgerAccount, Posting } from '../domain/ledger-postings.js';

export type LedgerKind = 'capture' | 'refund' | 'fee' | 'payout' | 'adjustment' | 'stray_refund' | 'reversal';

export interface LedgerTransaction {
  readonly id: string;
  readonly kind: LedgerKind;
  readonly attemptId: string | null;
  readonly refundId?: string;
  /** The provider's id of what is booked. */
  readonly source?: string;
  /** The transaction that this one takes back. */
  readonly reverses?: string;
  readonly reason?: string;
  readonly occurredAt: Date;
}

const INSERT = `
  WITH written AS (
    INSERT INTO ledger.transaction (id, kind, attempt_id, refund_id, source, reverses, reason, occurred_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id
  ), entries AS (
    INSERT INTO ledger.entry (transaction_id, account, debit_minor, credit_minor, currency)
    SELECT written.id, account, debit, credit, currency
    FROM written, unnest($9::text[], $10::bigint[], $11::bigint[], $12::text[]) WITH ORDINALITY
      AS posting (account, debit, credit, currency, place)
    ORDER BY place
  )
  SELECT id FROM written`;

/**
 * Writes one transaction with its entries. The database refuses it at commit unless debits equal credits. False when
 * this capture, refund, fee, payout or reversal is in the books already: then nothing is written.
 */
export async function postToLedger(
  tx: Sql,
  transaction: LedgerTransaction,
  postings: readonly Posting[],
): Promise<boolean> {
  const { id, kind, attemptId, refundId, source, reverses, reason, occurredAt } = transaction;
  const minor = (side: Posting['side']) => postings.map((each) => (each.side === side ? each.amount.amountMinor : 0));
  const rows = await tx.query(INSERT, [
    id,
    kind,
    attemptId,
    refundId ?? null,
    source ?? null,
    reverses ?? null,
    reason ?? null,
    occurredAt,
    postings.map(({ account }) => account),
    minor('debit'),
    minor('credit'),
    postings.map(({ amount }) => amount.currency),
  ]);
  return rows.length === 1;
}

export interface StoredTransaction {
  readonly id: string;
  readonly kind: LedgerKind;
  readonly attemptId: string | null;
  readonly source: string | null;
  readonly reason: string | null;
}

const COLUMNS = `id, kind, attempt_id AS "attemptId", source, reason`;

export async function findLedgerTransaction(sql: Sql, id: string): Promise<StoredTransaction | undefined> {
  return (await sql.query<StoredTransaction>(`SELECT ${COLUMNS} FROM ledger.transaction WHERE id = $1`, [id]))[0];
}

export async function findTransactionOfRefund(sql: Sql, refundId: string): Promise<string | undefined> {
  const text = `SELECT id FROM ledger.transaction WHERE refund_id = $1 AND kind = 'refund'`;
  return (await sql.query<{ id: string }>(text, [refundId]))[0]?.id;
}

export async function findTransactionOfStray(sql: Sql, refundId: string): Promise<string | undefined> {
  const text = `SELECT id FROM ledger.transaction WHERE source = $1 AND kind = 'stray_refund'`;
  return (await sql.query<{ id: string }>(text, [refundId]))[0]?.id;
}

/** The reversal of a transaction, if there is one. */
export async function findReversalOf(sql: Sql, id: string): Promise<string | undefined> {
  const text = `SELECT id FROM ledger.transaction WHERE reverses = $1`;
  return (await sql.query<{ id: string }>(text, [id]))[0]?.id;
}

export async function readPostings(sql: Sql, id: string): Promise<Posting[]> {
  const rows = await sql.query<{ account: LedgerAccount; debit: number; credit: number; currency: string }>(
    `SELECT account, debit_minor AS debit, credit_minor AS credit, currency FROM ledger.entry
     WHERE transaction_id = $1 ORDER BY id`,
    [id],
  );
  return rows.map(({ account, debit, credit, currency }) => ({
    account,
    side: debit > 0 ? 'debit' : 'credit',
    amount: { amountMinor: debit + credit, currency },
  }));
}
