import type { Sql } from '@breakwater/database';

export interface WebhookEvent {
  readonly id: string;
  readonly type: string;
  /** The PaymentIntent that it is about. */
  readonly reference: string;
  readonly tries: number;
}

const COLUMNS = `id, type, provider_reference AS reference, tries`;

/** SQL of webhook_event. */
export const webhookRepository = {
  /** False when the event came before. */
  async insert(sql: Sql, event: Omit<WebhookEvent, 'tries'>, now: Date): Promise<boolean> {
    const rows = await sql.query(
      `INSERT INTO webhook_event (id, type, provider_reference, received_at, next_try_at) VALUES ($1, $2, $3, $4, $4)
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      [event.id, event.type, event.reference, now],
    );
    return rows.length === 1;
  },

  /** Takes events that are due for one try each; the next try is put off meanwhile. `id` asks for that one alone. */
  async claim(sql: Sql, now: Date, limit: number, id: string | null = null): Promise<WebhookEvent[]> {
    return sql.query<WebhookEvent>(
      `UPDATE webhook_event SET tries = tries + 1, waiting = false,
         next_try_at = $1::timestamptz + make_interval(secs => least(power(2, least(tries, 20)), 300))
       WHERE id IN (SELECT id FROM webhook_event WHERE next_try_at <= $1 AND ($3::text IS NULL OR id = $3)
                    ORDER BY next_try_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING ${COLUMNS}`,
      [now, limit, id],
    );
  },

  /** Forgets some of the worked events that came before `before`; returns how many. */
  async prune(sql: Sql, before: Date, limit: number): Promise<number> {
    const rows = await sql.query(
      `DELETE FROM webhook_event WHERE id IN (
         SELECT id FROM webhook_event WHERE next_try_at IS NULL AND received_at < $1 ORDER BY received_at LIMIT $2
         FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [before, limit],
    );
    return rows.length;
  },

  /** To be made due by whoever ends the attempt's lease. */
  async wait(sql: Sql, id: string): Promise<void> {
    await sql.query(`UPDATE webhook_event SET waiting = true WHERE id = $1`, [id]);
  },

  async done(sql: Sql, id: string): Promise<void> {
    await sql.query(`UPDATE webhook_event SET next_try_at = NULL, waiting = false WHERE id = $1`, [id]);
  },
};
