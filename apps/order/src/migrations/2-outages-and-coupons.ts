import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OutagesAndCoupons1767500000000 implements MigrationInterface {
  name = 'OutagesAndCoupons1767500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE payment_outage (
        id uuid PRIMARY KEY,
        began_at timestamptz NOT NULL,
        ended_at timestamptz,
        drained_at timestamptz CHECK (drained_at IS NULL OR ended_at IS NOT NULL),
        coupon_budget_minor bigint NOT NULL,
        coupon_spent_minor bigint NOT NULL DEFAULT 0 CHECK (coupon_spent_minor BETWEEN 0 AND coupon_budget_minor)
      );
      CREATE UNIQUE INDEX payment_outage_one_open ON payment_outage ((ended_at IS NULL)) WHERE ended_at IS NULL;
      CREATE INDEX payment_outage_undrained ON payment_outage (began_at) WHERE drained_at IS NULL;
      CREATE INDEX payment_outage_by_time ON payment_outage (began_at DESC);
      CREATE TABLE outage_order (
        outage_id uuid NOT NULL REFERENCES payment_outage,
        order_id uuid NOT NULL REFERENCES orders,
        joined_at timestamptz NOT NULL,
        PRIMARY KEY (outage_id, order_id)
      );
      CREATE INDEX outage_order_by_order ON outage_order (order_id, joined_at DESC);
      CREATE TABLE pacer_lease (
        one boolean PRIMARY KEY CHECK (one),
        holder text NOT NULL,
        until timestamptz NOT NULL
      );
      CREATE TABLE coupon (
        code text PRIMARY KEY,
        outage_id uuid NOT NULL REFERENCES payment_outage,
        email text NOT NULL CHECK (email = lower(email)),
        order_id uuid NOT NULL UNIQUE REFERENCES orders,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        currency text NOT NULL,
        issued_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        redeemed_by uuid UNIQUE REFERENCES orders,
        redeemed_at timestamptz CHECK ((redeemed_at IS NULL) = (redeemed_by IS NULL)),
        UNIQUE (outage_id, email)
      );
      ALTER TABLE cart ADD COLUMN coupon_code text;
      ALTER TABLE orders
        ADD COLUMN discount_minor bigint NOT NULL DEFAULT 0 CHECK (discount_minor >= 0),
        ADD COLUMN coupon_code text CHECK ((coupon_code IS NULL) = (discount_minor = 0)),
        ADD COLUMN pace_at timestamptz CHECK (pace_at IS NULL OR state = 'payment_deferred'),
        DROP CONSTRAINT orders_check,
        ADD CONSTRAINT orders_total CHECK (total_minor = subtotal_minor + shipping_minor - discount_minor AND total_minor >= 0);
      CREATE INDEX orders_to_pace ON orders (placed_at, id) WHERE pace_at IS NOT NULL;
      CREATE INDEX orders_deferred ON orders (id) WHERE state = 'payment_deferred';
      ALTER TABLE notification
        ADD COLUMN order_version integer NOT NULL DEFAULT 0,
        DROP CONSTRAINT notification_order_id_notice_key,
        ADD CONSTRAINT notification_once UNIQUE (order_id, notice, order_version);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE notification DROP CONSTRAINT notification_once, DROP COLUMN order_version,
        ADD CONSTRAINT notification_order_id_notice_key UNIQUE (order_id, notice);
      DROP INDEX orders_deferred, orders_to_pace;
      ALTER TABLE orders DROP CONSTRAINT orders_total, DROP COLUMN pace_at, DROP COLUMN coupon_code, DROP COLUMN discount_minor,
        ADD CONSTRAINT orders_check CHECK (total_minor = subtotal_minor + shipping_minor AND total_minor >= 0);
      ALTER TABLE cart DROP COLUMN coupon_code;
      DROP TABLE coupon, pacer_lease, outage_order, payment_outage;
    `);
  }
}
