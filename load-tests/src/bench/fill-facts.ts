import type { Client } from 'pg';

const DAY = '2026-01-15';
export const BENCH_DAY = DAY;
/** Rows of one statement. */
const PIECE = 50_000;
const MINUTES_OF_DAY = 1440;

// As the services give them: an order, its payment, its charge at the provider, spread over the day. Ids are of the order of
// time, as UUIDs of version 7 are; every thousandth charge is a cent more than what was captured.
const FILL = `
  WITH numbers AS (
    SELECT n, lpad(to_hex(n), 12, '0') AS hex, 1000 + n % 9000 AS minor,
           to_char(timestamp '${DAY}' + (n % $3) * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
    FROM generate_series($1::int, $2::int - 1) n
  ), ids AS (
    SELECT *, '019bc000-0000-7000-8000-' || hex AS order_id, '019bc000-0001-7000-8000-' || hex AS attempt_id,
           'pi_3' || hex || 'sandbox0000' AS intent FROM numbers
  ), facts AS (
    SELECT 'order' AS source, order_id AS id, order_id AS subject, NULL AS reference, NULL AS attempt, at,
           json_build_object('orderId', order_id, 'attemptId', attempt_id, 'state', 'paid',
             'total', json_build_object('amountMinor', minor, 'currency', 'EUR'), 'placedAt', at, 'updatedAt', at) AS body
    FROM ids
    UNION ALL
    SELECT 'payment', attempt_id, order_id, intent, NULL, at,
           json_build_object('attemptId', attempt_id, 'orderId', order_id, 'state', 'captured', 'providerReference', intent,
             'captured', json_build_object('amountMinor', minor, 'currency', 'EUR'),
             'refunded', json_build_object('amountMinor', 0, 'currency', 'EUR'),
             'ledger', json_build_object('amountMinor', minor, 'currency', 'EUR'),
             'feeBooked', json_build_object('amountMinor', 40, 'currency', 'EUR'),
             'movements', json_build_array(json_build_object('kind', 'capture', 'source', NULL,
               'amount', json_build_object('amountMinor', minor, 'currency', 'EUR'), 'at', at)),
             'updatedAt', at)
    FROM ids
    UNION ALL
    SELECT 'provider', 'txn_3' || hex, order_id, intent, attempt_id, at,
           json_build_object('id', 'txn_3' || hex, 'type', 'charge', 'source', 'ch_3' || hex, 'providerReference', intent,
             'attemptId', attempt_id,
             'amount', json_build_object('amountMinor', minor + (n % 1000 = 0)::int, 'currency', 'EUR'),
             'fee', json_build_object('amountMinor', 40, 'currency', 'EUR'),
             'net', json_build_object('amountMinor', minor - 40, 'currency', 'EUR'), 'payoutId', NULL, 'createdAt', at)
    FROM ids
  )
  INSERT INTO fact (source, id, subject, reference, attempt, at, day, seen_ms, body)
  SELECT source, id, subject, reference, attempt, at::timestamptz, '${DAY}', 1768435200000, body FROM facts`;

/** A day with so many orders that were paid: three facts each. Everything has been read to the end of it. */
export async function fillFacts(client: Client, orders: number): Promise<void> {
  await client.query('TRUNCATE fact, source');
  for (let from = 0; from < orders; from += PIECE) {
    await client.query(FILL, [from, Math.min(orders, from + PIECE), MINUTES_OF_DAY * 60]);
  }
  await client.query(
    `INSERT INTO source (name, began_at, read_until)
     SELECT unnest('{order,payment,provider,payout,bank}'::text[]), date '${DAY}' - 1, now()`,
  );
  await client.query('VACUUM ANALYZE fact');
}
