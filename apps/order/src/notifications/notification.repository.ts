import type { Sql } from '@breakwater/database';
import type { Notice } from '../domain/order.js';

export interface NotificationRow {
  readonly id: string;
  readonly orderId: string;
  readonly notice: Notice;
  readonly tries: number;
  readonly refusals: number;
}

export interface NewNotification {
  readonly id: string;
  readonly orderId: string;
  /** The order's version that changed: one change tells a thing once, a later one may have to tell it again. */
  readonly orderVersion: number;
  readonly notice: Notice;
}

export async function insertNotification(tx: Sql, notification: NewNotification, now: Date): Promise<void> {
  const { id, orderId, orderVersion, notice } = notification;
  await tx.query(
    `INSERT INTO notification (id, order_id, order_version, notice, next_attempt_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (order_id, notice, order_version) DO NOTHING`,
    [id, orderId, orderVersion, notice, now],
  );
}

/**
 * Takes mails that are due and moves their time on, so that no other instance sends them meanwhile. Those of one order go out in
 * the order of what they tell; one that the mail server refuses keeps no later one waiting.
 */
export function claimNotifications(sql: Sql, now: Date, leaseUntil: Date, limit: number): Promise<NotificationRow[]> {
  return sql.query<NotificationRow>(
    `UPDATE notification SET next_attempt_at = $2, tries = tries + 1 WHERE id IN (
       SELECT id FROM notification n WHERE sent_at IS NULL AND next_attempt_at <= $1 AND NOT EXISTS (
         SELECT FROM notification b WHERE b.order_id = n.order_id AND b.order_version < n.order_version
            AND b.sent_at IS NULL AND b.next_attempt_at IS NOT NULL AND b.refusals = 0)
        ORDER BY next_attempt_at LIMIT $3 FOR UPDATE OF n SKIP LOCKED)
     RETURNING id, order_id AS "orderId", notice, tries, refusals`,
    [now, leaseUntil, limit],
  );
}

export async function markSent(sql: Sql, id: string, now: Date): Promise<void> {
  await sql.query('UPDATE notification SET sent_at = $2, given_up_at = NULL, trouble = NULL WHERE id = $1', [id, now]);
}

export interface NextTry {
  readonly refusals: number;
  /** What was said this time. */
  readonly trouble: string;
  readonly nextAttemptAt: Date;
}

/** Unless it has come to its end meanwhile, by somebody who was thought to be dead. */
export async function tryAgain(sql: Sql, id: string, { refusals, trouble, nextAttemptAt }: NextTry): Promise<void> {
  await sql.query(
    `UPDATE notification SET refusals = $2, trouble = left($3, 500), next_attempt_at = $4
      WHERE id = $1 AND sent_at IS NULL AND given_up_at IS NULL`,
    [id, refusals, trouble, nextAttemptAt],
  );
}

/** Refused for good. It stays, with the reason, for a person to look at. */
export async function giveUp(sql: Sql, id: string, trouble: string, now: Date): Promise<void> {
  await sql.query(
    `UPDATE notification SET refusals = refusals + 1, trouble = left($2, 500), given_up_at = $3, next_attempt_at = NULL
      WHERE id = $1 AND sent_at IS NULL AND given_up_at IS NULL`,
    [id, trouble, now],
  );
}

/** It will not be sent any more. */
export async function dropNotification(sql: Sql, id: string): Promise<void> {
  await sql.query('UPDATE notification SET next_attempt_at = NULL WHERE id = $1', [id]);
}
