import type { MigrationInterface, QueryRunner } from '@breakwater/database';

/** Events that wait for an attempt, and worked ones by their age. */
export class WebhooksMigration implements MigrationInterface {
  readonly name = 'WebhooksMigration1767400004000';

  async up(runner: QueryRunner): Promise<void> {
    // It met an attempt that somebody was at: who ends that lease makes it due.
    await runner.query(`ALTER TABLE webhook_event ADD COLUMN waiting boolean NOT NULL DEFAULT false`);
    await runner.query(`CREATE INDEX webhook_event_waiting ON webhook_event (provider_reference) WHERE waiting`);
    await runner.query(`CREATE INDEX webhook_event_worked ON webhook_event (received_at) WHERE next_try_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX webhook_event_worked`);
    await runner.query(`ALTER TABLE webhook_event DROP COLUMN waiting`);
  }
}
