import type { MigrationInterface, QueryRunner } from '@breakwater/database';

/** Acts do not queue behind reads; what payment and a failed look have said of a subject is remembered; a day says why it is not closed. */
export class LanesMigration implements MigrationInterface {
  readonly name = 'LanesMigration1767700002000';

  async up(runner: QueryRunner): Promise<void> {
    // A former version writes none: what it leaves is worked as an act, which does reads as well.
    await runner.query(
      `ALTER TABLE discrepancy ADD COLUMN lane text NOT NULL DEFAULT 'act' CHECK (lane IN ('act', 'read'))`,
    );
    await runner.query(`DROP INDEX discrepancy_try`);
    await runner.query(`CREATE INDEX discrepancy_due ON discrepancy (lane, next_try_at) WHERE next_try_at IS NOT NULL`);
    await runner.query(`ALTER TABLE subject ADD COLUMN settled_ms bigint`);
    await runner.query(`ALTER TABLE subject ADD COLUMN failed boolean NOT NULL DEFAULT false`);
    await runner.query(`CREATE INDEX subject_failed ON subject (key) WHERE failed`);
    await runner.query(`ALTER TABLE business_day ADD COLUMN not_closed text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE business_day DROP COLUMN not_closed`);
    await runner.query(`ALTER TABLE subject DROP COLUMN failed, DROP COLUMN settled_ms`);
    await runner.query(`ALTER TABLE discrepancy DROP COLUMN lane`);
    await runner.query(`CREATE INDEX discrepancy_try ON discrepancy (next_try_at) WHERE next_try_at IS NOT NULL`);
  }
}
