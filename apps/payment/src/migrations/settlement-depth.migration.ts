import type { MigrationInterface, QueryRunner } from '@breakwater/database';

/** Most readings look at what is new alone; when everything since the mark was read last is remembered apart. */
export class SettlementDepthMigration implements MigrationInterface {
  readonly name = 'SettlementDepthMigration1767400005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE settlement_progress ADD COLUMN read_fully_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE settlement_progress DROP COLUMN read_fully_at`);
  }
}
