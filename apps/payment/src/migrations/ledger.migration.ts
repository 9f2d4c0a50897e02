import type { MigrationInterface, QueryRunner } from '@breakwater/database';
import { LEDGER_ACCOUNTS } from '../domain/ledger-postings.js';

export class LedgerMigration implements MigrationInterface {
  readonly name = 'LedgerMigration1767400001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE ledger_account (code text PRIMARY KEY)`);
    await runner.query(`INSERT INTO ledger_account (code) SELECT unnest($1::text[])`, [LEDGER_ACCOUNTS]);
    await runner.query(`
      CREATE TABLE ledger_transaction (
        id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('capture', 'refund')),
        attempt_id uuid NOT NULL REFERENCES payment_attempt (id),
        refund_id uuid REFERENCES refund (id),
        occurred_at timestamptz NOT NULL,
        CHECK ((kind = 'refund') = (refund_id IS NOT NULL))
      )`);
    // One capture per attempt and one entry per refund, whoever comes twice.
    await runner.query(
      `CREATE UNIQUE INDEX ledger_one_capture ON ledger_transaction (attempt_id) WHERE kind = 'capture'`,
    );
    await runner.query(`CREATE UNIQUE INDEX ledger_one_refund ON ledger_transaction (refund_id) WHERE kind = 'refund'`);
    await runner.query(`CREATE INDEX ledger_transaction_attempt ON ledger_transaction (attempt_id)`);
    await runner.query(`
      CREATE TABLE ledger_entry (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        transaction_id uuid NOT NULL REFERENCES ledger_transaction (id),
        account text NOT NULL REFERENCES ledger_account (code),
        debit_minor bigint NOT NULL DEFAULT 0 CHECK (debit_minor >= 0),
        credit_minor bigint NOT NULL DEFAULT 0 CHECK (credit_minor >= 0),
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        CHECK ((debit_minor = 0) <> (credit_minor = 0))
      )`);
    await runner.query(`CREATE INDEX ledger_entry_transaction ON ledger_entry (transaction_id)`);
    await this.makeAppendOnly(runner);
    await this.makeBalanced(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ledger_entry, ledger_transaction, ledger_account`);
    await runner.query(`DROP FUNCTION ledger_refuse_change, ledger_check_balance`);
  }

  /** What is written stays; a mistake is corrected by a reversal. */
  private async makeAppendOnly(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the ledger is append-only: % of % refused', TG_OP, TG_TABLE_NAME
          USING ERRCODE = 'integrity_constraint_violation';
      END $$`);
    for (const table of ['ledger_transaction', 'ledger_entry']) {
      await runner.query(`
        CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()`);
    }
  }

  /** Looked at when the transaction commits, so that the entries may come one by one. */
  private async makeBalanced(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION ledger_check_balance() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        checked uuid;
      BEGIN
        IF TG_TABLE_NAME = 'ledger_transaction' THEN checked := NEW.id; ELSE checked := NEW.transaction_id; END IF;
        IF NOT EXISTS (SELECT FROM ledger_entry WHERE transaction_id = checked) OR EXISTS (
          SELECT FROM ledger_entry WHERE transaction_id = checked
          GROUP BY currency HAVING sum(debit_minor) <> sum(credit_minor)
        ) THEN
          RAISE EXCEPTION 'ledger transaction % does not balance', checked USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$`);
    for (const table of ['ledger_transaction', 'ledger_entry']) {
      await runner.query(`
        CREATE CONSTRAINT TRIGGER ${table}_balanced AFTER INSERT ON ${table}
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_balance()`);
    }
  }
}
