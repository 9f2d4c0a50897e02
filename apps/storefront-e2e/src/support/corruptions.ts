import type { Sql } from '@breakwater/database';
import type { Administrator } from './administrator.js';

/** What is there to be made wrong: two orders that have ended long ago, and what belongs to them. */
export interface Victims {
  readonly paid: string;
  readonly declined: string;
  readonly attempt: string;
  readonly sku: string;
  /** Of the paid order's capture. */
  readonly transaction: string;
}

export interface Corruption {
  readonly what: string;
  /** Codes with the ids that must be named, as `code name=id`; and nothing else. */
  readonly expected: (victims: Victims) => readonly string[];
  readonly corrupt: (administrator: Administrator, victims: Victims) => Promise<void>;
  readonly repair: (administrator: Administrator, victims: Victims) => Promise<void>;
}

type Change = (tx: Sql, victims: Victims) => Promise<unknown>;

function corruption(
  what: string,
  database: string,
  expected: Corruption['expected'],
  corrupt: Change,
  repair: Change,
): Corruption {
  const change =
    (work: Change): Corruption['corrupt'] =>
    (administrator, victims) =>
      administrator.tamper(database, async (tx) => void (await work(tx, victims)));
  return { what, expected, corrupt: change(corrupt), repair: change(repair) };
}

const STRANGER = '00000000-0000-7000-8000-00000000dead';

const stock =
  (change: string): Change =>
  (tx, { sku }) =>
    tx.query(`UPDATE stock SET ${change} WHERE sku = $1`, [sku]);

export const STOCK: readonly Corruption[] = [
  corruption(
    'a unit that came from nowhere',
    'inventory',
    ({ sku }) => [`invariant.stock.does_not_add_up sku=${sku}`],
    async (tx, { sku }) => {
      await tx.query('ALTER TABLE stock DROP CONSTRAINT stock_adds_up');
      await tx.query('UPDATE stock SET available = available + 1 WHERE sku = $1', [sku]);
    },
    async (tx, { sku }) => {
      await tx.query('UPDATE stock SET available = available - 1 WHERE sku = $1', [sku]);
      await tx.query('ALTER TABLE stock ADD CONSTRAINT stock_adds_up CHECK (available + held + confirmed = received)');
    },
  ),
  corruption(
    'less than nothing',
    'inventory',
    ({ sku }) => [`invariant.stock.negative sku=${sku}`],
    async (tx, { sku }) => {
      await tx.query('ALTER TABLE stock DROP CONSTRAINT stock_available_check');
      await tx.query(
        'UPDATE stock SET available = available - 10000000, received = received - 10000000 WHERE sku = $1',
        [sku],
      );
    },
    async (tx, { sku }) => {
      await tx.query(
        'UPDATE stock SET available = available + 10000000, received = received + 10000000 WHERE sku = $1',
        [sku],
      );
      await tx.query('ALTER TABLE stock ADD CONSTRAINT stock_available_check CHECK (available >= 0)');
    },
  ),
  corruption(
    'held for no reservation',
    'inventory',
    ({ sku }) => [`invariant.stock.held_disagrees sku=${sku}`],
    stock('held = held + 1, available = available - 1'),
    stock('held = held - 1, available = available + 1'),
  ),
  corruption(
    'sold to nobody',
    'inventory',
    ({ sku }) => [`invariant.stock.confirmed_disagrees sku=${sku}`],
    stock('confirmed = confirmed + 1, available = available - 1'),
    stock('confirmed = confirmed - 1, available = available + 1'),
  ),
  corruption(
    'a paid order whose reservation was given away',
    'inventory',
    ({ paid }) => [`invariant.stock.sold_without_hold orderId=${paid}`],
    async (tx, { paid, sku }) => {
      await tx.query(`UPDATE reservation SET state = 'released' WHERE order_id = $1`, [paid]);
      await tx.query('UPDATE stock SET confirmed = confirmed - 1, available = available + 1 WHERE sku = $1', [sku]);
    },
    async (tx, { paid, sku }) => {
      await tx.query(`UPDATE reservation SET state = 'confirmed' WHERE order_id = $1`, [paid]);
      await tx.query('UPDATE stock SET confirmed = confirmed + 1, available = available - 1 WHERE sku = $1', [sku]);
    },
  ),
  corruption(
    'stock that a declined order still holds',
    'inventory',
    ({ declined }) => [`invariant.stock.held_after_end orderId=${declined}`],
    async (tx, { declined, sku }) => {
      await tx.query(`UPDATE reservation SET state = 'held', expires_at = '2100-01-01' WHERE order_id = $1`, [
        declined,
      ]);
      await tx.query('UPDATE stock SET held = held + 1, available = available - 1 WHERE sku = $1', [sku]);
    },
    async (tx, { declined, sku }) => {
      await tx.query(`UPDATE reservation SET state = 'released', expires_at = now() WHERE order_id = $1`, [declined]);
      await tx.query('UPDATE stock SET held = held - 1, available = available + 1 WHERE sku = $1', [sku]);
    },
  ),
  corruption(
    'stock that is held for an order that nobody placed',
    'inventory',
    () => [`invariant.stock.held_without_order orderId=${STRANGER}`],
    async (tx, { sku }) => {
      await tx.query(
        `INSERT INTO reservation (order_id, state, lines, expires_at, created_at, updated_at)
         VALUES ($1, 'held', jsonb_build_array(jsonb_build_object('sku', $2::text, 'quantity', 1)),
                 '2100-01-01', '2026-01-01', '2026-01-01')`,
        [STRANGER, sku],
      );
      await tx.query('UPDATE stock SET held = held + 1, available = available - 1 WHERE sku = $1', [sku]);
    },
    async (tx, { sku }) => {
      await tx.query('DELETE FROM reservation WHERE order_id = $1', [STRANGER]);
      await tx.query('UPDATE stock SET held = held - 1, available = available + 1 WHERE sku = $1', [sku]);
    },
  ),
];

export const ORDERS: readonly Corruption[] = [
  corruption(
    'an order that a customer was told of, gone',
    'order',
    ({ declined }) => [`invariant.order.lost orderId=${declined}`],
    async (tx, { declined }) => {
      await tx.query('CREATE TABLE put_aside (LIKE orders)');
      await tx.query('INSERT INTO put_aside SELECT * FROM orders WHERE id = $1', [declined]);
      await tx.query('DELETE FROM orders WHERE id = $1', [declined]);
    },
    async (tx) => {
      await tx.query('INSERT INTO orders SELECT * FROM put_aside');
      await tx.query('DROP TABLE put_aside');
    },
  ),
  corruption(
    'an order that nobody goes on with',
    'order',
    ({ declined }) => [`invariant.order.stuck orderId=${declined}`],
    (tx, { declined }) =>
      tx.query(
        `UPDATE orders SET state = 'pending', timeline = timeline || '[{"state":"pending","at":"2026-01-01T00:00:00.000Z"}]'
          WHERE id = $1`,
        [declined],
      ),
    (tx, { declined }) =>
      tx.query(`UPDATE orders SET state = 'declined', timeline = timeline - -1 WHERE id = $1`, [declined]),
  ),
];

export const MONEY: readonly Corruption[] = [
  corruption(
    'one order charged by two attempts',
    'payment',
    ({ paid }) => [
      `invariant.money.captured_twice orderId=${paid}`,
      `invariant.money.ledger_disagrees attemptId=${STRANGER} orderId=${paid}`,
      `invariant.money.sold_without_capture orderId=${paid}`,
    ],
    async (tx, { attempt }) => {
      await tx.query('CREATE TEMP TABLE twin (LIKE payment_attempt) ON COMMIT DROP');
      await tx.query('INSERT INTO twin SELECT * FROM payment_attempt WHERE id = $1', [attempt]);
      await tx.query('UPDATE twin SET id = $1, provider_reference = NULL', [STRANGER]);
      await tx.query('INSERT INTO payment_attempt SELECT * FROM twin');
    },
    (tx) => tx.query('DELETE FROM payment_attempt WHERE id = $1', [STRANGER]),
  ),
  corruption(
    'a capture of one cent more than the ledger and the provider know',
    'payment',
    ({ paid, attempt }) => [
      `invariant.money.ledger_disagrees attemptId=${attempt} orderId=${paid}`,
      `invariant.money.provider_disagrees attemptId=${attempt} orderId=${paid}`,
      `invariant.money.sold_without_capture orderId=${paid}`,
    ],
    (tx, { attempt }) =>
      tx.query('UPDATE payment_attempt SET captured_minor = captured_minor + 1 WHERE id = $1', [attempt]),
    (tx, { attempt }) =>
      tx.query('UPDATE payment_attempt SET captured_minor = captured_minor - 1 WHERE id = $1', [attempt]),
  ),
  corruption(
    'an order that is said to be refunded and whose money was kept',
    'order',
    ({ paid }) => [`invariant.money.kept_after_end orderId=${paid}`],
    (tx, { paid }) => tx.query(`UPDATE orders SET state = 'refunded' WHERE id = $1`, [paid]),
    (tx, { paid }) => tx.query(`UPDATE orders SET state = 'paid' WHERE id = $1`, [paid]),
  ),
  corruption(
    'a refund of one cent that payment knows nothing of',
    'order',
    ({ paid }) => [`invariant.money.refund_disagrees orderId=${paid}`],
    (tx, { paid }) =>
      tx.query(
        `UPDATE orders SET progress = jsonb_set(progress, '{refunds}',
                '[{"id":"${STRANGER}","amountMinor":1,"reason":"x","lines":[],"state":"succeeded","returned":true,"at":""}]')
          WHERE id = $1`,
        [paid],
      ),
    (tx, { paid }) =>
      tx.query(`UPDATE orders SET progress = jsonb_set(progress, '{refunds}', '[]') WHERE id = $1`, [paid]),
  ),
  corruption(
    'a capture for an order that nobody placed',
    'payment',
    ({ paid }) => [
      `invariant.money.kept_without_order orderId=${STRANGER}`,
      `invariant.money.sold_without_capture orderId=${paid}`,
    ],
    (tx, { attempt }) => tx.query('UPDATE payment_attempt SET order_id = $2 WHERE id = $1', [attempt, STRANGER]),
    (tx, { attempt, paid }) => tx.query('UPDATE payment_attempt SET order_id = $2 WHERE id = $1', [attempt, paid]),
  ),
  corruption(
    'a charge at the provider that no attempt owns up to',
    'payment',
    () => ['invariant.money.charge_unknown'],
    async (tx, { attempt }) => {
      await tx.query('CREATE TABLE put_aside AS SELECT provider_reference FROM payment_attempt WHERE id = $1', [
        attempt,
      ]);
      await tx.query('UPDATE payment_attempt SET provider_reference = NULL WHERE id = $1', [attempt]);
    },
    async (tx, { attempt }) => {
      await tx.query('UPDATE payment_attempt SET provider_reference = (SELECT * FROM put_aside) WHERE id = $1', [
        attempt,
      ]);
      await tx.query('DROP TABLE put_aside');
    },
  ),
];

const entry = (account: string, column: string, change: string): Change => {
  const sql = `UPDATE ledger.entry SET ${column} = ${column} ${change} WHERE transaction_id = $1 AND account = '${account}'
                  AND ${column} > 0`;
  return (tx, { transaction }) => tx.query(sql, [transaction]);
};

export const LEDGER: readonly Corruption[] = [
  corruption(
    'a debit of one cent more than its credit',
    'payment',
    ({ transaction }) => [
      'invariant.ledger.does_not_balance currency=EUR',
      'invariant.ledger.seal_broken',
      `invariant.ledger.unbalanced transactionId=${transaction}`,
    ],
    entry('customer_receivable', 'debit_minor', '+ 1'),
    entry('customer_receivable', 'debit_minor', '- 1'),
  ),
  corruption(
    'a sealed transaction that is said to have been at another time',
    'payment',
    () => ['invariant.ledger.seal_broken'],
    (tx, { transaction }) =>
      tx.query(`UPDATE ledger.transaction SET occurred_at = occurred_at + interval '1 second' WHERE id = $1`, [
        transaction,
      ]),
    (tx, { transaction }) =>
      tx.query(`UPDATE ledger.transaction SET occurred_at = occurred_at - interval '1 second' WHERE id = $1`, [
        transaction,
      ]),
  ),
];
