import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was sold of a SKU is added up from the reservations that name it, and not from all there are. */
export class SoldBySku1767700000000 implements MigrationInterface {
  name = 'SoldBySku1767700000000';

  async up(runner: QueryRunner): Promise<void> {
    // Of those that are held there are few, and every checkout would pay for them. A page makes five hundred searches,
    // and each would read all that is pending: so nothing is.
    await runner.query(`
      CREATE INDEX reservation_sold ON reservation USING gin (lines jsonb_path_ops)
        WITH (fastupdate = off) WHERE state = 'confirmed';
      CREATE INDEX stock_return_by_sku ON stock_return USING gin (lines jsonb_path_ops) WITH (fastupdate = off)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX reservation_sold, stock_return_by_sku');
  }
}
