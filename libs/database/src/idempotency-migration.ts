import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The table of idempotency keys; list it among a service's migrations. */
export class IdempotencyMigration implements MigrationInterface {
  readonly name = 'IdempotencyMigration1767225600000';

  async up(runner: QueryRunner): Promise<void> {
    // The answer is json and not jsonb: a replay is the same text, key for key.
    await runner.query(`
      CREATE TABLE idempotency_key (
        scope text NOT NULL,
        key text NOT NULL,
        request_hash text NOT NULL,
        owner uuid NOT NULL,
        attempt integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL,
        locked_until timestamptz NOT NULL,
        completed_at timestamptz,
        status integer,
        body json,
        PRIMARY KEY (scope, key),
        CHECK ((completed_at IS NULL) = (status IS NULL))
      )`);
    await runner.query('CREATE INDEX idempotency_key_created_at ON idempotency_key (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_key');
  }
}
