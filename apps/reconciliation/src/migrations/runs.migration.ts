import type { MigrationInterface, QueryRunner } from '@breakwater/database';

export class RunsMigration implements MigrationInterface {
  readonly name = 'RunsMigration1767400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE run (
        id uuid PRIMARY KEY,
        scheduled boolean NOT NULL,
        from_at timestamptz NOT NULL,
        to_at timestamptz NOT NULL CHECK (to_at > from_at),
        started_at timestamptz NOT NULL,
        finished_at timestamptz NOT NULL,
        matched int NOT NULL,
        orders int NOT NULL,
        payments int NOT NULL,
        provider_transactions int NOT NULL,
        captured jsonb NOT NULL
      )`);
    // Two instances that come to the same window keep one result.
    await runner.query(`CREATE UNIQUE INDEX run_window ON run (from_at, to_at) WHERE scheduled`);
    await runner.query(`CREATE INDEX run_started ON run (started_at)`);
    await runner.query(`
      CREATE TABLE discrepancy (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        run_id uuid NOT NULL REFERENCES run (id),
        kind text NOT NULL,
        order_id uuid,
        attempt_id uuid,
        provider_reference text,
        expected text NOT NULL,
        found text NOT NULL,
        unexplained_minor bigint NOT NULL CHECK (unexplained_minor >= 0),
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$')
      )`);
    await runner.query(`CREATE INDEX discrepancy_run ON discrepancy (run_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE discrepancy, run`);
  }
}
