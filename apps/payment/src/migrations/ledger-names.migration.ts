import type { MigrationInterface, QueryRunner } from '@breakwater/database';

/**
 * The ledger's functions run with the names of whoever writes: with a function of its own in front of Postgres's one the
 * service could have said by which database transaction a row was written, and no seal would have covered it.
 */
export class LedgerNamesMigration implements MigrationInterface {
  readonly name = 'LedgerNamesMigration1767400010000';

  async up(runner: QueryRunner): Promise<void> {
    for (const name of ['stamp', 'check_balance', 'refuse_change'])
      await runner.query(`ALTER FUNCTION ledger.${name}() SET search_path = pg_catalog, pg_temp`);
    await runner.query(`
      ALTER TABLE ledger.transaction ADD CONSTRAINT transaction_recorded_in CHECK (recorded_in > 0)`);
    await runner.query(`
      ALTER TABLE ledger.seal ADD CONSTRAINT seal_of_recorded CHECK (from_xact >= 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE ledger.seal DROP CONSTRAINT seal_of_recorded`);
    await runner.query(`ALTER TABLE ledger.transaction DROP CONSTRAINT transaction_recorded_in`);
    for (const name of ['stamp', 'check_balance', 'refuse_change'])
      await runner.query(`ALTER FUNCTION ledger.${name}() RESET search_path`);
  }
}
