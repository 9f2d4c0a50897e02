import type { MigrationInterface, QueryRunner } from '@breakwater/database';

/**
 * All accounts are used, seals are added, and the tables move into a schema of their own: the owner of a schema may drop
 * what is in it, so a ledger that the service cannot drop must not be in `public`. Who owns it then, see keep-ledger.ts.
 */
export class LedgerBooksMigration implements MigrationInterface {
  readonly name = 'LedgerBooksMigration1767400002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE payment_attempt ADD COLUMN coupon_discount_minor bigint NOT NULL DEFAULT 0
                        CHECK (coupon_discount_minor >= 0)`);
    await runner.query(`CREATE SCHEMA ledger`);
    for (const table of ['account', 'transaction', 'entry']) {
      await runner.query(`ALTER TABLE ledger_${table} SET SCHEMA ledger`);
      await runner.query(`ALTER TABLE ledger.ledger_${table} RENAME TO ${table}`);
    }
    for (const name of ['refuse_change', 'check_balance']) {
      await runner.query(`ALTER FUNCTION ledger_${name} SET SCHEMA ledger`);
      await runner.query(`ALTER FUNCTION ledger.ledger_${name} RENAME TO ${name}`);
    }
    await this.widenTransaction(runner);
    await this.stampTransaction(runner);
    await this.checkBalance(runner);
    await this.addSeals(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA ledger CASCADE`);
    await runner.query(`ALTER TABLE payment_attempt DROP COLUMN coupon_discount_minor`);
  }

  private async widenTransaction(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE ledger.transaction
        DROP CONSTRAINT ledger_transaction_kind_check,
        DROP CONSTRAINT ledger_transaction_check,
        ALTER COLUMN attempt_id DROP NOT NULL,
        -- The provider's id of what is booked: a balance transaction, or the charge or refund of an adjustment.
        ADD COLUMN source text,
        ADD COLUMN reverses uuid UNIQUE REFERENCES ledger.transaction (id),
        ADD COLUMN reason text,
        ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        -- The database transaction that wrote it: how the sealer knows that nothing older can still appear.
        ADD COLUMN recorded_in bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
        ADD CONSTRAINT transaction_kind CHECK (kind IN ('capture', 'refund', 'fee', 'payout', 'adjustment', 'stray_refund',
                                                        'reversal')),
        ADD CONSTRAINT transaction_of_attempt CHECK (kind NOT IN ('capture', 'refund') OR attempt_id IS NOT NULL),
        ADD CONSTRAINT transaction_of_refund CHECK ((kind = 'refund') = (refund_id IS NOT NULL)),
        ADD CONSTRAINT transaction_has_source CHECK (kind NOT IN ('fee', 'payout') OR source IS NOT NULL),
        ADD CONSTRAINT transaction_reverses CHECK ((kind = 'reversal') = (reverses IS NOT NULL))`);
    await runner.query(`CREATE UNIQUE INDEX transaction_once ON ledger.transaction (kind, source)
                        WHERE kind IN ('fee', 'payout', 'stray_refund')`);
    await runner.query(`CREATE INDEX transaction_source ON ledger.transaction (source) WHERE source IS NOT NULL`);
    await runner.query(`CREATE INDEX transaction_recorded_in ON ledger.transaction (recorded_in, id)`);
    await runner.query(`CREATE INDEX transaction_recorded_at ON ledger.transaction (recorded_at)`);
  }

  /** When and by which database transaction a row is written is not for the writer to say. */
  private async stampTransaction(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION ledger.stamp() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.recorded_at := clock_timestamp();
        NEW.recorded_in := pg_current_xact_id()::text::bigint;
        RETURN NEW;
      END $$`);
    await runner.query(`
      CREATE TRIGGER transaction_stamp BEFORE INSERT ON ledger.transaction
      FOR EACH ROW EXECUTE FUNCTION ledger.stamp()`);
  }

  /** As before, and entries come with their transaction or not at all. */
  private async checkBalance(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION ledger.check_balance() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        checked uuid;
      BEGIN
        IF TG_TABLE_NAME = 'transaction' THEN checked := NEW.id; ELSE checked := NEW.transaction_id; END IF;
        IF NOT EXISTS (SELECT FROM ledger.entry WHERE transaction_id = checked) OR EXISTS (
          SELECT FROM ledger.entry WHERE transaction_id = checked
          GROUP BY currency HAVING sum(debit_minor) <> sum(credit_minor)
        ) THEN
          RAISE EXCEPTION 'ledger transaction % does not balance', checked USING ERRCODE = 'check_violation';
        END IF;
        IF TG_TABLE_NAME = 'entry' AND NOT EXISTS (
          SELECT FROM ledger.transaction WHERE id = checked AND recorded_in = pg_current_xact_id()::text::bigint
        ) THEN
          RAISE EXCEPTION 'ledger transaction % is closed', checked USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$`);
  }

  /**
   * A seal covers what database transactions from `from_xact` up to, not including, `to_xact` have written. The ranges
   * lie end to end, so nothing can be left out between two of them.
   */
  private async addSeals(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ledger.seal (
        id bigint PRIMARY KEY CHECK (id > 0),
        from_xact bigint NOT NULL UNIQUE,
        to_xact bigint NOT NULL CHECK (to_xact > from_xact),
        transactions int NOT NULL CHECK (transactions > 0),
        previous_hash text NOT NULL,
        hash text NOT NULL,
        sealed_at timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.seal
      FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()`);
  }
}
