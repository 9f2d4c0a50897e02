import type { MigrationInterface, QueryRunner } from '@breakwater/database';

/** The provider's own report as far as we have read it, its payouts, and refunds of charges that are no attempt's. */
export class SettlementsMigration implements MigrationInterface {
  readonly name = 'SettlementsMigration1767400003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE provider_transaction (
        id text PRIMARY KEY,
        type text NOT NULL,
        source text,
        attempt_id uuid REFERENCES payment_attempt (id),
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        amount_minor bigint NOT NULL,
        fee_minor bigint NOT NULL,
        net_minor bigint NOT NULL,
        payout_id text,
        created_at timestamptz NOT NULL,
        read_at timestamptz NOT NULL
      )`);
    await runner.query(
      `CREATE INDEX provider_transaction_payout ON provider_transaction (payout_id) WHERE payout_id IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX provider_transaction_source ON provider_transaction (source, type)`);
    await runner.query(`
      CREATE TABLE payout (
        id text PRIMARY KEY,
        amount_minor bigint NOT NULL,
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        status text NOT NULL CHECK (status IN ('pending', 'in_transit', 'paid', 'canceled', 'failed')),
        created_at timestamptz NOT NULL,
        arrival_date timestamptz NOT NULL,
        -- The status in which its transactions were read; they are read again when it changes.
        read_in_status text
      )`);
    await runner.query(`CREATE INDEX payout_created ON payout (created_at)`);
    // How far each list of the provider has been read. One row per list.
    await runner.query(`
      CREATE TABLE settlement_progress (
        list text PRIMARY KEY,
        read_until timestamptz,
        read_deeply_at timestamptz,
        next_run_at timestamptz NOT NULL DEFAULT '-infinity'
      )`);
    await runner.query(`INSERT INTO settlement_progress (list) VALUES ('transactions'), ('payouts')`);
    await runner.query(`
      CREATE TABLE stray_refund (
        id uuid PRIMARY KEY,
        -- As it was asked for, and what the provider says that it is.
        asked_reference text NOT NULL,
        charge text NOT NULL,
        intent text,
        charge_transaction text,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        reason text NOT NULL,
        state text NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
        provider_reference text UNIQUE,
        key_round int NOT NULL DEFAULT 1,
        looks int NOT NULL DEFAULT 0,
        next_look_at timestamptz,
        created_at timestamptz NOT NULL,
        settled_at timestamptz
      )`);
    await runner.query(`CREATE INDEX stray_refund_charge ON stray_refund (charge)`);
    await runner.query(`CREATE INDEX stray_refund_look ON stray_refund (next_look_at) WHERE next_look_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE stray_refund, settlement_progress, payout, provider_transaction`);
  }
}
