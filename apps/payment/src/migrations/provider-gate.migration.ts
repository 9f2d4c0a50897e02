import type { MigrationInterface, QueryRunner } from '@breakwater/database';

/** Whose turn it is to probe the provider, and what the last probe that went well has told. */
export class ProviderGateMigration implements MigrationInterface {
  readonly name = 'ProviderGateMigration1767400003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE provider_gate (
        name text PRIMARY KEY,
        holder uuid,
        held_until timestamptz NOT NULL DEFAULT '-infinity',
        well_at timestamptz NOT NULL DEFAULT '-infinity'
      )`);
    await runner.query(`INSERT INTO provider_gate (name) VALUES ('provider')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE provider_gate`);
  }
}
