import type { MigrationInterface, QueryRunner } from '@breakwater/database';

export class Accounts1767225600000 implements MigrationInterface {
  readonly name = 'Accounts1767225600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account (
        id uuid PRIMARY KEY,
        email text NOT NULL,
        email_key text NOT NULL CONSTRAINT account_email_unique UNIQUE,
        name text NOT NULL,
        role text NOT NULL CHECK (role IN ('customer', 'operator')),
        password_hash text NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE sign_in_attempt (
        key text PRIMARY KEY,
        count integer NOT NULL,
        started_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX sign_in_attempt_started_at ON sign_in_attempt (started_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sign_in_attempt');
    await runner.query('DROP TABLE account');
  }
}
