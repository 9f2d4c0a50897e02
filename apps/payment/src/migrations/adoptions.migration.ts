import type { MigrationInterface, QueryRunner } from '@breakwater/database';

/**
 * What an adoption in the ledger is about, by the one name that all who meet it later know: a charge by its PaymentIntent
 * (by its own id when it has none), a refund by its own id. One adoption may be about several refunds.
 */
export class AdoptionsMigration implements MigrationInterface {
  readonly name = 'AdoptionsMigration1767400009000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE adopted_part (
        ledger_transaction_id uuid NOT NULL,
        reference text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        PRIMARY KEY (ledger_transaction_id, reference)
      )`);
    await runner.query(`CREATE INDEX adopted_part_reference ON adopted_part (reference)`);
    await runner.query(`CREATE INDEX stray_refund_intent ON stray_refund (intent) WHERE intent IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX stray_refund_intent`);
    await runner.query(`DROP TABLE adopted_part`);
  }
}
