import type { MigrationInterface, QueryRunner } from '@breakwater/database';

/** What is unresolved is read again from time to time: the other side may put its books in order long after. */
export class RecheckMigration implements MigrationInterface {
  readonly name = 'RecheckMigration1767700001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE discrepancy ADD COLUMN recheck_at timestamptz NOT NULL DEFAULT now()`);
    await runner.query(
      `CREATE INDEX discrepancy_recheck ON discrepancy (recheck_at) WHERE state IN ('open', 'waiting')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE discrepancy DROP COLUMN recheck_at`);
  }
}
