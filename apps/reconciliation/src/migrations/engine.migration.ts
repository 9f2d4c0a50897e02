import type { MigrationInterface, QueryRunner } from '@breakwater/database';

/** From comparing windows to following the sources: facts, what belongs together, discrepancies with a life, days. */
export class EngineMigration implements MigrationInterface {
  readonly name = 'EngineMigration1767700000000';

  async up(runner: QueryRunner): Promise<void> {
    await this.foldFormerFindings(runner);
    await this.addFacts(runner);
    await this.addDiscrepancies(runner);
    await runner.query(`
      CREATE TABLE business_day (
        date date PRIMARY KEY,
        closed_at timestamptz,
        -- Whoever closes it holds it until then; after a crash the next one takes it up.
        lease_until timestamptz NOT NULL DEFAULT '-infinity',
        report json
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE business_day, discrepancy_log, discrepancy, subject, fact, source`);
    await runner.query(`DROP FUNCTION refuse_change`);
  }

  /** A run keeps what it found as it was found. */
  private async foldFormerFindings(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE run ADD COLUMN discrepancies json NOT NULL DEFAULT '[]'`);
    await runner.query(`
      UPDATE run SET discrepancies = (
        SELECT coalesce(json_agg(json_build_object(
          'kind', d.kind, 'orderId', d.order_id, 'attemptId', d.attempt_id, 'providerReference', d.provider_reference,
          'expected', d.expected, 'found', d.found,
          'unexplained', json_build_object('amountMinor', d.unexplained_minor, 'currency', d.currency))), '[]')
        FROM discrepancy d WHERE d.run_id = run.id)`);
    await runner.query(`DROP TABLE discrepancy`);
    await runner.query(`DROP INDEX run_window`);
    await runner.query(`DELETE FROM run WHERE scheduled`);
    await runner.query(`ALTER TABLE run DROP COLUMN scheduled`);
  }

  private async addFacts(runner: QueryRunner): Promise<void> {
    // How far each source has been read without a gap. What happened before began_at was never read.
    await runner.query(`
      CREATE TABLE source (
        name text PRIMARY KEY,
        began_at timestamptz NOT NULL,
        read_until timestamptz,
        lease_until timestamptz NOT NULL DEFAULT '-infinity',
        last_error text
      )`);
    await runner.query(`
      CREATE TABLE fact (
        source text NOT NULL,
        id text NOT NULL,
        subject text NOT NULL,
        reference text,
        attempt text,
        at timestamptz NOT NULL,
        day date NOT NULL,
        seen_ms bigint NOT NULL,
        body json NOT NULL,
        PRIMARY KEY (source, id)
      )`);
    await runner.query(`CREATE INDEX fact_subject ON fact (subject)`);
    await runner.query(`CREATE INDEX fact_day ON fact (day, subject)`);
    await runner.query(`CREATE INDEX fact_reference ON fact (reference) WHERE reference IS NOT NULL`);
    await runner.query(`CREATE INDEX fact_attempt ON fact (attempt) WHERE attempt IS NOT NULL`);
    await runner.query(`CREATE INDEX fact_outside ON fact (source, at) WHERE source IN ('provider', 'payout', 'bank')`);
    await runner.query(`CREATE TABLE subject (key text PRIMARY KEY, look_at timestamptz)`);
    await runner.query(`CREATE INDEX subject_look ON subject (look_at) WHERE look_at IS NOT NULL`);
  }

  private async addDiscrepancies(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE discrepancy (
        id uuid PRIMARY KEY,
        situation text NOT NULL,
        ref text NOT NULL,
        kind text NOT NULL,
        subject text NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'waiting', 'resolved', 'aged_out')),
        order_id uuid,
        expected text NOT NULL,
        found text NOT NULL,
        unexplained_minor bigint NOT NULL CHECK (unexplained_minor >= 0),
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        target json NOT NULL,
        evidence json NOT NULL,
        at timestamptz NOT NULL,
        day date NOT NULL,
        first_seen_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        closed_at timestamptz,
        lifecycle json NOT NULL,
        next_try_at timestamptz,
        -- Seen again, it is the same row.
        UNIQUE (situation, ref)
      )`);
    await runner.query(`CREATE INDEX discrepancy_subject ON discrepancy (subject)`);
    await runner.query(`CREATE INDEX discrepancy_state ON discrepancy (state, id)`);
    await runner.query(`CREATE INDEX discrepancy_day ON discrepancy (day)`);
    await runner.query(`CREATE INDEX discrepancy_try ON discrepancy (next_try_at) WHERE next_try_at IS NOT NULL`);
    await runner.query(`
      CREATE TABLE discrepancy_log (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        discrepancy_id uuid NOT NULL REFERENCES discrepancy (id),
        at timestamptz NOT NULL,
        event text NOT NULL,
        by text NOT NULL,
        action text,
        note text,
        details json NOT NULL
      )`);
    await runner.query(`CREATE INDEX discrepancy_log_of ON discrepancy_log (discrepancy_id, id)`);
    await runner.query(`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
      END $$`);
    await runner.query(`
      CREATE TRIGGER discrepancy_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON discrepancy_log
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }
}
