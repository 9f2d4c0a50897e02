import type { MigrationInterface, QueryRunner } from '@breakwater/database';

export class AttemptsMigration implements MigrationInterface {
  readonly name = 'AttemptsMigration1767400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE payment_attempt (
        id uuid PRIMARY KEY,
        order_id uuid NOT NULL,
        order_number text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        payment_method text NOT NULL,
        return_url text NOT NULL,
        state text NOT NULL CHECK (state IN ('created', 'unknown', 'requires_action', 'authorized', 'declined',
                                             'captured', 'voided', 'refunded')),
        provider_reference text UNIQUE,
        decline_code text,
        decline_message text,
        next_action_url text,
        captured_minor bigint NOT NULL DEFAULT 0 CHECK (captured_minor >= 0),
        refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND captured_minor),
        captured_at timestamptz,
        -- The provider stores an answer for each key, failures too: after a failed one the next round has a key of its own.
        key_round int NOT NULL DEFAULT 1,
        -- One worker at a time talks to the provider about an attempt.
        lease_token uuid,
        lease_until timestamptz,
        looks int NOT NULL DEFAULT 0,
        next_look_at timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      )`);
    await runner.query(`CREATE INDEX payment_attempt_order ON payment_attempt (order_id)`);
    await runner.query(`CREATE INDEX payment_attempt_updated ON payment_attempt (updated_at)`);
    await runner.query(`CREATE INDEX payment_attempt_captured ON payment_attempt (captured_at)`);
    await runner.query(
      `CREATE INDEX payment_attempt_look ON payment_attempt (next_look_at) WHERE next_look_at IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE refund (
        id uuid PRIMARY KEY,
        attempt_id uuid NOT NULL REFERENCES payment_attempt (id),
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        reason text NOT NULL,
        state text NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
        provider_reference text UNIQUE,
        key_round int NOT NULL DEFAULT 1,
        looks int NOT NULL DEFAULT 0,
        next_look_at timestamptz,
        created_at timestamptz NOT NULL,
        settled_at timestamptz
      )`);
    await runner.query(`CREATE INDEX refund_attempt ON refund (attempt_id)`);
    await runner.query(`CREATE INDEX refund_settled ON refund (settled_at)`);
    await runner.query(`CREATE INDEX refund_look ON refund (next_look_at) WHERE next_look_at IS NOT NULL`);
    await runner.query(`
      CREATE TABLE webhook_event (
        id text PRIMARY KEY,
        type text NOT NULL,
        provider_reference text NOT NULL,
        received_at timestamptz NOT NULL,
        tries int NOT NULL DEFAULT 0,
        next_try_at timestamptz
      )`);
    await runner.query(`CREATE INDEX webhook_event_due ON webhook_event (next_try_at) WHERE next_try_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE webhook_event, refund, payment_attempt`);
  }
}
