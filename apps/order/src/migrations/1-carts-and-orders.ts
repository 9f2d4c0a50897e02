import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CartsAndOrders1760000000001 implements MigrationInterface {
  name = 'CartsAndOrders1760000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cart (
        id uuid PRIMARY KEY,
        version integer NOT NULL DEFAULT 0,
        current_order_id uuid,
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE cart_line (
        cart_id uuid NOT NULL REFERENCES cart ON DELETE CASCADE,
        sku text NOT NULL,
        quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 99),
        offer jsonb NOT NULL,
        added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (cart_id, sku)
      );
      CREATE TABLE orders (
        id uuid PRIMARY KEY,
        number text NOT NULL,
        session_id text NOT NULL,
        customer_id uuid,
        cart_id uuid NOT NULL,
        idempotency_key text NOT NULL,
        email text NOT NULL,
        shipping_address jsonb NOT NULL,
        lines jsonb NOT NULL,
        currency text NOT NULL,
        subtotal_minor bigint NOT NULL,
        shipping_minor bigint NOT NULL,
        total_minor bigint NOT NULL CHECK (total_minor = subtotal_minor + shipping_minor AND total_minor >= 0),
        payment_method text NOT NULL,
        attempt_id uuid NOT NULL UNIQUE,
        state text NOT NULL,
        progress jsonb NOT NULL,
        timeline jsonb NOT NULL,
        version integer NOT NULL DEFAULT 1,
        tries integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz,
        placed_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        UNIQUE (session_id, idempotency_key)
      );
      CREATE INDEX orders_due ON orders (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
      CREATE INDEX orders_by_customer ON orders (customer_id, placed_at DESC) WHERE customer_id IS NOT NULL;
      CREATE INDEX orders_by_session ON orders (session_id, placed_at DESC);
      CREATE INDEX orders_by_time ON orders (placed_at, id);
      CREATE TABLE notification (
        id uuid PRIMARY KEY,
        order_id uuid NOT NULL REFERENCES orders,
        notice text NOT NULL,
        tries integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz,
        sent_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (order_id, notice)
      );
      CREATE INDEX notification_due ON notification (next_attempt_at) WHERE sent_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notification, orders, cart_line, cart');
  }
}
