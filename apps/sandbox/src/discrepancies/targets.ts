import { Fault } from '@breakwater/kernel';
import type { BalanceTransaction, Charge } from '../domain/money-moves.js';
import type { IntentStatus, PaymentIntent } from '../domain/payment-intent.js';
import type { Records } from '../storage/records.js';
import type { DiscrepancyOrder } from './discrepancy-kinds.js';

export interface Target {
  readonly intent: PaymentIntent;
  readonly charge: Charge;
  readonly transaction: BalanceTransaction;
}

/** The payment that an order means: the one named, or the newest in that status. */
export function findIntent(
  records: Records,
  order: DiscrepancyOrder,
  statuses: readonly IntentStatus[],
): PaymentIntent {
  const given = namedIntent(records, order);
  if (given !== undefined) {
    if (statuses.includes(given.status)) return given;
    throw noTarget(`PaymentIntent ${given.id} is ${given.status}, needed: ${statuses.join(', ')}`);
  }
  if (order.paymentIntent !== undefined || order.attemptId !== undefined) throw noTarget('no such payment');
  for (const facet of statuses) {
    const newest = records.intents.list({ limit: 1, facet }).data[0];
    if (newest !== undefined) return newest;
  }
  throw noTarget(`there is no payment that is ${statuses.join(' or ')}`);
}

/** A payment that was captured, with its charge and balance transaction. */
export function findCaptured(records: Records, order: DiscrepancyOrder): Target {
  const intent = findIntent(records, order, ['succeeded']);
  const charge = intent.latestCharge === null ? undefined : records.charges.find(intent.latestCharge);
  const transaction =
    charge?.balanceTransaction == null ? undefined : records.balanceTransactions.find(charge.balanceTransaction);
  if (charge === undefined || transaction === undefined) throw noTarget(`PaymentIntent ${intent.id} moved no money`);
  return { intent, charge, transaction };
}

function namedIntent(records: Records, { paymentIntent, attemptId }: DiscrepancyOrder): PaymentIntent | undefined {
  if (paymentIntent !== undefined) return records.intents.find(paymentIntent);
  if (attemptId === undefined) return undefined;
  const row = records.store.row(
    `SELECT id FROM documents WHERE kind = 'payment_intent' AND json_extract(body, '$.metadata.attempt_id') = ?
     ORDER BY seq LIMIT 1`,
    attemptId,
  );
  return row === undefined ? undefined : records.intents.find(String(row['id']));
}

export function noTarget(why: string): Fault {
  return new Fault('conflict', 'sandbox.discrepancy.no_target', why);
}
