import type { MigrationInterface, QueryRunner } from '@breakwater/database';

/** What of the provider's report could not be read or booked, and when it is its turn again; and what a payout carries. */
export class SettlementTroublesMigration implements MigrationInterface {
  readonly name = 'SettlementTroublesMigration1767400006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE settlement_trouble (
        kind text NOT NULL CHECK (kind IN ('payout', 'payout_transactions', 'transaction')),
        -- The provider's id.
        id text NOT NULL,
        tries int NOT NULL DEFAULT 1,
        began_at timestamptz NOT NULL,
        next_try_at timestamptz NOT NULL,
        PRIMARY KEY (kind, id)
      )`);
    await runner.query(`CREATE INDEX settlement_trouble_due ON settlement_trouble (kind, next_try_at)`);
    // Summed up while its transactions are read: there may be a million of them.
    await runner.query(`ALTER TABLE payout ADD COLUMN transactions_net_minor bigint`);
    await runner.query(`
      UPDATE payout p SET transactions_net_minor =
        (SELECT coalesce(sum(t.net_minor), 0) FROM provider_transaction t
         WHERE t.payout_id = p.id AND t.source IS DISTINCT FROM p.id)
      WHERE read_in_status IS NOT NULL`);
    // When our first payment was is asked for at every reading.
    await runner.query(`CREATE INDEX payment_attempt_created ON payment_attempt (created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX payment_attempt_created`);
    await runner.query(`ALTER TABLE payout DROP COLUMN transactions_net_minor`);
    await runner.query(`DROP TABLE settlement_trouble`);
  }
}
