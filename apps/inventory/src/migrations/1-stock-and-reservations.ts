import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StockAndReservations1760000000001 implements MigrationInterface {
  name = 'StockAndReservations1760000000001';

  async up(runner: QueryRunner): Promise<void> {
    // The checks say again what domain/reservation.ts decides: no bug of ours can store an oversold or a lost unit.
    await runner.query(`
      CREATE TABLE stock (
        sku text PRIMARY KEY,
        available integer NOT NULL CHECK (available >= 0),
        held integer NOT NULL DEFAULT 0 CHECK (held >= 0),
        confirmed integer NOT NULL DEFAULT 0 CHECK (confirmed >= 0),
        received integer NOT NULL,
        CONSTRAINT stock_adds_up CHECK (available + held + confirmed = received)
      ) WITH (fillfactor = 70);
      CREATE TABLE reservation (
        order_id uuid PRIMARY KEY,
        state text NOT NULL CHECK (state IN ('held', 'confirmed', 'released', 'expired')),
        lines jsonb NOT NULL,
        expires_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX reservation_due ON reservation (expires_at) WHERE state = 'held';
      CREATE TABLE stock_adjustment (
        key text PRIMARY KEY,
        body jsonb NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE stock_adjustment, reservation, stock');
  }
}
