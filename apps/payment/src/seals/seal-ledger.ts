import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { GENESIS, sealHash } from './seal-hash.js';
import { type Seal, sealRepository } from './seal.repository.js';

const LOCK = 7_264_711_102;
const BATCH = 500;

/**
 * Seals what was written since the last seal, long after the payments concerned: no payment waits for it, and what is
 * still being written is left for the next seal. The log keeps each hash outside the database.
 */
@Injectable()
export class SealLedger {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Returns the number of seals made. One instance at a time; the others do nothing. */
  async run(): Promise<number> {
    for (let made = 0; ; made++) {
      const seal = await this.database.transaction((tx) => this.sealNext(tx));
      if (seal === undefined) return made;
      const { id, transactions, hash } = seal;
      this.log.info({ sealId: id, transactions, hash }, 'ledger sealed');
    }
  }

  private async sealNext(tx: Sql): Promise<Seal | undefined> {
    const [lock] = await tx.query<{ got: boolean }>(`SELECT pg_try_advisory_xact_lock($1) AS got`, [LOCK]);
    if (lock?.got !== true) return undefined;
    const before = await sealRepository.last(tx);
    const fromXact = before?.toXact ?? 0;
    const horizon = await sealRepository.horizon(tx);
    if (horizon <= fromXact) return undefined;
    const toXact = await sealRepository.endOfBatch(tx, fromXact, horizon, BATCH);
    const transactions = await sealRepository.transactions(tx, fromXact, toXact);
    if (transactions.length === 0) return undefined;
    const header = {
      id: (before?.id ?? 0) + 1,
      fromXact,
      toXact,
      sealedAt: new Date(this.clock.now()).toISOString().replace('Z', '000Z'),
      previousHash: before?.hash ?? GENESIS,
    };
    const seal = { ...header, transactions: transactions.length, hash: sealHash(header, transactions) };
    await sealRepository.insert(tx, seal);
    return seal;
  }
}
