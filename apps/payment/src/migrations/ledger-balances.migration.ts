import type { MigrationInterface, QueryRunner } from '@breakwater/database';

const NIL = '00000000-0000-0000-0000-000000000000';

/**
 * Each seal tells what every account held when it was made, so that no question sums up the whole ledger; it may end
 * amid what one database transaction wrote; and a ledger that was copied into another database goes on counting.
 */
export class LedgerBalancesMigration implements MigrationInterface {
  readonly name = 'LedgerBalancesMigration1767400007000';

  async up(runner: QueryRunner): Promise<void> {
    await this.addEpochs(runner);
    await this.stampTransaction(runner);
    await this.checkBalance(runner);
    await this.widenSeals(runner);
    await this.fillSeals(runner);
    await runner.query(`
      ALTER TABLE ledger.seal ALTER COLUMN recorded_from SET NOT NULL, ALTER COLUMN recorded_until SET NOT NULL,
        ALTER COLUMN balances SET NOT NULL, ALTER COLUMN version DROP DEFAULT, ALTER COLUMN from_id DROP DEFAULT,
        ALTER COLUMN to_id DROP DEFAULT, ADD CHECK (recorded_from <= recorded_until)`);
    // The last seal of which everything was recorded until a moment, and those that lie across it.
    await runner.query(`CREATE INDEX seal_recorded_until ON ledger.seal (recorded_until, id)`);
    await runner.query(
      `CREATE INDEX seal_recorded ON ledger.seal USING gist (tstzrange(recorded_from, recorded_until))`,
    );
  }

  async down(): Promise<void> {
    throw new Error('seals of the second kind cannot be verified without what they tell');
  }

  /**
   * Database transactions are numbered by a counter of the whole database server. A copy made by pg_dump comes to a server
   * that counts from somewhere else: from then on `base` is added, so that the numbers go on rising.
   */
  private async addEpochs(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ledger.epoch (
        base bigint PRIMARY KEY CHECK (base >= 0),
        began_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
    await runner.query(`INSERT INTO ledger.epoch (base) VALUES (0)`);
    await runner.query(`
      CREATE TRIGGER epoch_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.epoch
      FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()`);
  }

  /** `mark` is above every number there is, `ahead` above every number that this server can have given. */
  private async stampTransaction(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION ledger.stamp() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        own bigint := pg_current_xact_id()::text::bigint;
        at_base bigint;
        mark bigint;
        ahead bigint;
      BEGIN
        FOR turn IN 1..2 LOOP
          SELECT (SELECT max(base) FROM ledger.epoch),
                 greatest((SELECT max(recorded_in) + 1 FROM ledger.transaction),
                          (SELECT to_xact FROM ledger.seal ORDER BY id DESC LIMIT 1), 0),
                 greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint, own + 1)
          INTO at_base, mark, ahead;
          EXIT WHEN mark <= at_base + ahead;
          IF turn = 1 THEN
            -- Others may have found the same: one of them begins the epoch, and is waited for.
            PERFORM pg_advisory_xact_lock(7264711104);
          ELSE
            INSERT INTO ledger.epoch (base) VALUES (mark);
            at_base := mark;
          END IF;
        END LOOP;
        NEW.recorded_at := clock_timestamp();
        NEW.recorded_in := at_base + own;
        RETURN NEW;
      END $$`);
  }

  /** As before, by the numbers of the epoch. */
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
          SELECT FROM ledger.transaction WHERE id = checked
            AND recorded_in = (SELECT max(base) FROM ledger.epoch) + pg_current_xact_id()::text::bigint
        ) THEN
          RAISE EXCEPTION 'ledger transaction % is closed', checked USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$`);
  }

  private async widenSeals(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE ledger.seal
        -- What the hash is made of, see seal-hash.ts.
        ADD COLUMN version smallint NOT NULL DEFAULT 1,
        -- It covers from (from_xact, from_id) up to, not including, (to_xact, to_id).
        ADD COLUMN from_id uuid NOT NULL DEFAULT '${NIL}',
        ADD COLUMN to_id uuid NOT NULL DEFAULT '${NIL}',
        -- The first moment of its own rows, the last one of all rows that are sealed.
        ADD COLUMN recorded_from timestamptz,
        ADD COLUMN recorded_until timestamptz,
        -- [account, currency, debit, credit], of all rows that are sealed.
        ADD COLUMN balances jsonb,
        DROP CONSTRAINT seal_from_xact_key,
        DROP CONSTRAINT seal_check,
        ADD CONSTRAINT seal_begins UNIQUE (from_xact, from_id),
        ADD CONSTRAINT seal_ends_later CHECK ((to_xact, to_id) > (from_xact, from_id))`);
  }

  /** Seals that are there already get what the later ones are made with. */
  private async fillSeals(runner: QueryRunner): Promise<void> {
    await runner.query(`GRANT UPDATE ON ledger.seal TO CURRENT_USER`);
    await runner.query(`ALTER TABLE ledger.seal DISABLE TRIGGER seal_append_only`);
    await runner.query(`
      WITH sealed AS (
        SELECT s.id AS seal, t.id, t.recorded_at FROM ledger.seal s
        JOIN ledger.transaction t ON t.recorded_in >= s.from_xact AND t.recorded_in < s.to_xact
      ), times AS (
        SELECT s.id AS seal, coalesce(min(recorded_at), s.sealed_at) AS first,
               max(coalesce(max(recorded_at), s.sealed_at)) OVER (ORDER BY s.id) AS last
        FROM ledger.seal s LEFT JOIN sealed ON sealed.seal = s.id GROUP BY s.id
      ), sums AS (
        SELECT seal, account, currency, sum(debit_minor) AS debit, sum(credit_minor) AS credit
        FROM sealed JOIN ledger.entry e ON e.transaction_id = sealed.id GROUP BY seal, account, currency
      ), running AS (
        SELECT s.id AS seal, names.account, names.currency,
               sum(coalesce(debit, 0)) OVER mine AS debit, sum(coalesce(credit, 0)) OVER mine AS credit
        FROM ledger.seal s CROSS JOIN (SELECT DISTINCT account, currency FROM sums) AS names
        LEFT JOIN sums ON (sums.seal, sums.account, sums.currency) = (s.id, names.account, names.currency)
        WINDOW mine AS (PARTITION BY names.account, names.currency ORDER BY s.id)
      ), balances AS (
        SELECT seal, jsonb_agg(jsonb_build_array(account, currency, debit::text, credit::text)
                               ORDER BY account COLLATE "C", currency COLLATE "C") AS balances
        FROM running WHERE debit <> 0 OR credit <> 0 GROUP BY seal
      )
      UPDATE ledger.seal s SET recorded_from = least(times.first, times.last), recorded_until = times.last,
        balances = coalesce((SELECT b.balances FROM balances b WHERE b.seal = s.id), '[]')
      FROM times WHERE times.seal = s.id`);
    await runner.query(`ALTER TABLE ledger.seal ENABLE TRIGGER seal_append_only`);
    await runner.query(`REVOKE UPDATE ON ledger.seal FROM CURRENT_USER`);
  }
}
