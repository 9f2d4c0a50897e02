import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was sold of a SKU is added up from the reservations that name it, and not from all there are. */
export class SoldBySku1767700000000 implements MigrationInterface {
  name = 'SoldBySku1767700000000';

  async up(runner: QueryRunner): Promise<void> {
    // Of those that are held there are few, and every checkout would pay for them. What is pending is read by every search.
    await runner.query(`
      CREATE INDEX reservation_sold ON reservation USING gin (lines jsonb_path_ops)
        WITH (gin_pending_list_limit = 256) WHERE state = 'confirmed';
      CREATE INDEX stock_return_by_sku ON stock_return USING gin (lines jsonb_path_ops)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX reservation_sold, stock_return_by_sku');
  }
}
