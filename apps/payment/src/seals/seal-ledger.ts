import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { balancesOf, plus, storedBalances } from '../domain/account-balances.js';
import { BEGINNING, GENESIS, SEAL_VERSION, type SealableTransaction, SealHash } from './seal-hash.js';
import { type Seal, sealRepository } from './seal.repository.js';
import { latest, sumUp } from './sum-up.js';

const LOCK = 7_264_711_102;
const BATCH = 500;

/**
 * Seals what was written since the last seal, long after the payments concerned: no payment waits for it, and what is
 * still being written is left for the next seal. However much there is, one seal covers a bounded batch and is one
 * transaction. The log keeps each hash outside the database.
 */
@Injectable()
export class SealLedger {
  private stopped = false;

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Returns the number of seals made. One instance at a time; the others do nothing. */
  async run(): Promise<number> {
    for (let made = 0; ; made++) {
      const seal = this.stopped ? undefined : await this.database.transaction((tx) => this.sealNext(tx));
      if (seal === undefined) return made;
      const { id, transactions, hash } = seal;
      this.log.info({ sealId: id, transactions, hash }, 'ledger sealed');
    }
  }

  /** Begins no more seals: a shutdown does not wait for the end of a long ledger. */
  stop(): void {
    this.stopped = true;
  }

  private async sealNext(tx: Sql): Promise<Seal | undefined> {
    const [lock] = await tx.query<{ got: boolean }>(`SELECT pg_try_advisory_xact_lock($1) AS got`, [LOCK]);
    if (lock?.got !== true) return undefined;
    const before = await sealRepository.last(tx);
    const from = before?.to ?? BEGINNING;
    const horizon = await sealRepository.horizon(tx);
    if (horizon <= from.xact) return undefined;
    const to = await sealRepository.endOfBatch(tx, from, horizon, BATCH);
    const rows: SealableTransaction[] = [];
    const sum = await sumUp(tx, from, to, (each) => rows.push(each));
    if (sum.recordedFrom === null || sum.recordedUntil === null) return undefined;
    const header = {
      id: (before?.id ?? 0) + 1,
      version: SEAL_VERSION,
      from,
      to,
      transactions: sum.count,
      sealedAt: new Date(this.clock.now()).toISOString().replace('Z', '000Z'),
      previousHash: before?.hash ?? GENESIS,
      recordedFrom: sum.recordedFrom,
      recordedUntil: latest([before?.recordedUntil ?? null, sum.recordedUntil]) ?? sum.recordedUntil,
      balances: storedBalances(plus(balancesOf(before?.balances ?? []), sum.balances)),
    };
    const hash = new SealHash(header);
    for (const row of rows) hash.add(row);
    const seal = { ...header, hash: hash.digest() };
    await sealRepository.insert(tx, seal);
    return seal;
  }
}
