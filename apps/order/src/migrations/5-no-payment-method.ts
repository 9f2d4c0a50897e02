import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NoPaymentMethod1767570000000 implements MigrationInterface {
  name = 'NoPaymentMethod1767570000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE orders ALTER COLUMN payment_method DROP NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE orders ALTER COLUMN payment_method SET NOT NULL');
  }
}
