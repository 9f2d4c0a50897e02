import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FormerAttempts1767550000000 implements MigrationInterface {
  name = 'FormerAttempts1767550000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE former_attempt (
        attempt_id uuid PRIMARY KEY,
        order_id uuid NOT NULL REFERENCES orders,
        left_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        tries integer NOT NULL DEFAULT 0,
        next_try_at timestamptz
      );
      CREATE INDEX former_attempt_by_order ON former_attempt (order_id);
      CREATE INDEX former_attempt_due ON former_attempt (next_try_at) WHERE next_try_at IS NOT NULL;
      CREATE INDEX orders_by_number ON orders (number);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX orders_by_number; DROP TABLE former_attempt');
  }
}
