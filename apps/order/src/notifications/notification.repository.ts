import type { Sql } from '@breakwater/database';
import type { Notice } from '../domain/order.js';

export interface NotificationRow {
  readonly id: string;
  readonly orderId: string;
  readonly notice: Notice;
  readonly tries: number;
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

/** Takes mails that are due and moves their time on, so that no other instance sends them meanwhile. */
export function claimNotifications(sql: Sql, now: Date, leaseUntil: Date, limit: number): Promise<NotificationRow[]> {
  return sql.query<NotificationRow>(
    `UPDATE notification SET next_attempt_at = $2, tries = tries + 1 WHERE id IN (
       SELECT id FROM notification WHERE sent_at IS NULL AND next_attempt_at <= $1
        ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
     RETURNING id, order_id AS "orderId", notice, tries`,
    [now, leaseUntil, limit],
  );
}

export async function markSent(sql: Sql, id: string, now: Date): Promise<void> {
  await sql.query('UPDATE notification SET sent_at = $2 WHERE id = $1', [id, now]);
}

/** It will not be sent any more. */
export async function dropNotification(sql: Sql, id: string): Promise<void> {
  await sql.query('UPDATE notification SET next_attempt_at = NULL WHERE id = $1', [id]);
}
