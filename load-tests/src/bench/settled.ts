import { setTimeout as delay } from 'node:timers/promises';
import type { Stack } from '@breakwater/local-stack';
import pg from 'pg';

const PATIENCE_MS = 60_000;
const WAITING = {
  order: `SELECT (SELECT count(*) FROM outbox WHERE delivered_at IS NULL) + (SELECT count(*) FROM notification WHERE sent_at IS NULL)
            + (SELECT count(*) FROM orders WHERE next_attempt_at IS NOT NULL) AS n`,
  payment: `SELECT (SELECT count(*) FROM outbox WHERE delivered_at IS NULL) + (SELECT count(*) FROM webhook_event WHERE next_try_at IS NOT NULL) AS n`,
} as const;

/** Waits until what the checkouts have caused is done (events, webhooks, mails) and says how long that took. */
export async function settled({ ports, secrets }: Stack): Promise<number> {
  const began = performance.now();
  for (const [database, sql] of Object.entries(WAITING)) {
    const client = new pg.Client({ host: '127.0.0.1', port: ports.postgres1, ...secrets.postgres, database });
    await client.connect();
    try {
      for (;;) {
        const { rows } = await client.query<{ n: string }>(sql);
        if (rows[0]?.n === '0') break;
        if (performance.now() - began > PATIENCE_MS)
          throw new Error(`${database}: ${rows[0]?.n} things are still to do`);
        await delay(100);
      }
    } finally {
      await client.end();
    }
  }
  return performance.now() - began;
}
