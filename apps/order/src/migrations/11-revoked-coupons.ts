import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A coupon does not outlive the purchase that earned it. One that was revoked before it was used makes room for another of
 * the same outage; one that is used counts, revoked or not.
 */
export class RevokedCoupons1767620000000 implements MigrationInterface {
  name = 'RevokedCoupons1767620000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE coupon ADD COLUMN revoked_at timestamptz, DROP CONSTRAINT coupon_outage_id_email_key;
      CREATE UNIQUE INDEX coupon_one_each ON coupon (outage_id, email)
        WHERE revoked_at IS NULL OR redeemed_by IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX coupon_one_each;
      DELETE FROM coupon WHERE revoked_at IS NOT NULL AND redeemed_by IS NULL;
      ALTER TABLE coupon DROP COLUMN revoked_at,
        ADD CONSTRAINT coupon_outage_id_email_key UNIQUE (outage_id, email);
    `);
  }
}
