import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import { LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';

const LOCK = 7_264_711_101;
const TABLES = 'ledger.account, ledger.transaction, ledger.entry, ledger.seal, ledger.epoch';

/**
 * Gives the ledger's tables to the role `keeper` (infra/postgres/keeper.sql), so that this service may add to them and
 * read them and nothing else. Migrations run before, while the tables are its own; afterwards there is nothing to do.
 */
@Injectable()
export class KeepLedger {
  private warned = false;

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async run(): Promise<void> {
    if (!(await this.isOurs(this.database.writer))) return;
    await this.database.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock($1)`, [LOCK]);
      if (!(await this.isOurs(tx))) return;
      const [row] = await tx.query<{ there: boolean }>(
        `SELECT to_regprocedure('public.hand_to_keeper(name)') IS NOT NULL AS there`,
      );
      if (row?.there === true) await tx.query(`SELECT public.hand_to_keeper('ledger')`);
      else await this.renounce(tx);
    });
  }

  /** Without a keeper: an owner can take its rights back, but does not use them by accident. */
  private async renounce(tx: Sql): Promise<void> {
    await tx.query(`REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON ${TABLES} FROM CURRENT_USER`);
    if (!this.warned) this.log.warn('the ledger belongs to the service’s own role: run infra/postgres/keeper.sql');
    this.warned = true;
  }

  private async isOurs(sql: Sql): Promise<boolean> {
    const [row] = await sql.query<{ ours: boolean }>(
      `SELECT nspowner = (SELECT oid FROM pg_roles WHERE rolname = current_user) AS ours
       FROM pg_namespace WHERE nspname = 'ledger'`,
    );
    return row?.ours === true;
  }
}
