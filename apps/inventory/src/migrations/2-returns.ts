import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Returns1760000000002 implements MigrationInterface {
  name = 'Returns1760000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE stock_return (
        order_id uuid NOT NULL REFERENCES reservation,
        return_id uuid NOT NULL,
        lines jsonb NOT NULL,
        made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (order_id, return_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE stock_return');
  }
}
