import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the invariant checker looks things up by. */
export class InvariantFacts1767600000000 implements MigrationInterface {
  name = 'InvariantFacts1767600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX orders_by_change ON orders (updated_at, id);
      CREATE INDEX orders_unfinished ON orders (id)
        WHERE next_attempt_at IS NOT NULL
           OR state NOT IN ('paid', 'fulfilled', 'declined', 'rejected', 'cancelled', 'refunded');
      CREATE INDEX idempotency_key_completed
        ON idempotency_key (completed_at, (md5(scope || ' ' || key)::uuid)) WHERE completed_at IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX idempotency_key_completed, orders_unfinished, orders_by_change');
  }
}
