import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Outbox and inbox; list it among a service's migrations. */
export class MessagingMigration implements MigrationInterface {
  readonly name = 'MessagingMigration1767225600001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox (
        id uuid PRIMARY KEY,
        sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
        destination text NOT NULL,
        type text NOT NULL,
        data json NOT NULL,
        traceparent text,
        occurred_at timestamptz NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL,
        lease_owner uuid,
        lease_until timestamptz,
        last_error text,
        delivered_at timestamptz
      )`);
    await runner.query('CREATE INDEX outbox_pending ON outbox (destination, sequence) WHERE delivered_at IS NULL');
    await runner.query('CREATE INDEX outbox_delivered_at ON outbox (delivered_at) WHERE delivered_at IS NOT NULL');
    await runner.query(`
      CREATE TABLE inbox (
        id uuid PRIMARY KEY,
        source text NOT NULL,
        type text NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX inbox_received_at ON inbox (received_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE outbox, inbox');
  }
}
