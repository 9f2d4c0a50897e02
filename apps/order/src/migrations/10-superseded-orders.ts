import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a sold-out thing is only held by the order that this one takes the place of. */
export class SupersededOrders1767610000000 implements MigrationInterface {
  name = 'SupersededOrders1767610000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX orders_superseded ON orders (cart_id)
        WHERE state = 'cancelled' AND progress->>'cancellation' = 'superseded';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX orders_superseded');
  }
}
