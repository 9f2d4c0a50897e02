import type { MigrationInterface, QueryRunner } from '@breakwater/database';

/** Facts are paged in the order of their moments, so each index leads from one page to the next. */
export class FactsIndexesMigration implements MigrationInterface {
  readonly name = 'FactsIndexesMigration1767400008000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX payment_attempt_updated_at ON payment_attempt (updated_at, id)`);
    await runner.query(`CREATE INDEX payment_attempt_captured_at ON payment_attempt (captured_at, id)`);
    await runner.query(`CREATE INDEX refund_settled_at ON refund (settled_at, attempt_id)`);
    await runner.query(`CREATE INDEX refund_pending ON refund (attempt_id) WHERE state = 'pending'`);
    await runner.query(`DROP INDEX payment_attempt_updated, payment_attempt_captured, refund_settled`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX payment_attempt_updated ON payment_attempt (updated_at)`);
    await runner.query(`CREATE INDEX payment_attempt_captured ON payment_attempt (captured_at)`);
    await runner.query(`CREATE INDEX refund_settled ON refund (settled_at)`);
    await runner.query(
      `DROP INDEX payment_attempt_updated_at, payment_attempt_captured_at, refund_settled_at, refund_pending`,
    );
  }
}
