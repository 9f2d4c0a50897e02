import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the invariant checker looks things up by. */
export class InvariantFacts1767600000000 implements MigrationInterface {
  name = 'InvariantFacts1767600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX reservation_by_change ON reservation (updated_at, order_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX reservation_by_change');
  }
}
