import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailTrouble1767560000000 implements MigrationInterface {
  name = 'MailTrouble1767560000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE notification
        ADD COLUMN refusals integer NOT NULL DEFAULT 0,
        ADD COLUMN trouble text,
        ADD COLUMN given_up_at timestamptz,
        ADD CONSTRAINT notification_given_up CHECK (given_up_at IS NULL OR (sent_at IS NULL AND next_attempt_at IS NULL));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE notification DROP CONSTRAINT notification_given_up, DROP COLUMN given_up_at, DROP COLUMN trouble,
        DROP COLUMN refusals;
    `);
  }
}
