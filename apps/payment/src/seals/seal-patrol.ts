import { Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { type AccountBalances, NO_BALANCES, plus } from '../domain/account-balances.js';
import { type BrokenSeal, type Examined, examine } from './verify-seals.js';
import { type Seal, sealRepository } from './seal.repository.js';

const BUDGET_MS = 1000;
const PAGE = 50;

export interface Patrolled {
  /** The first one first. */
  readonly broken: readonly BrokenSeal[];
  readonly unbalanced: readonly string[];
  /** What the rows have come to since, of the seals of which everything was recorded until then; now when it is null. */
  readonly driftUntil: (asOf: string | null) => AccountBalances;
}

interface Odd extends Examined {
  readonly seal: Seal;
}

/**
 * Verifies as many seals as fit into a second, going on where it ended the last time and around again: all of them while
 * the ledger is small. What was found wrong stays named until it is found right. Each instance goes around by itself, so
 * who has heard of a seal from another names it.
 */
@Injectable()
export class SealPatrol {
  private before: Seal | undefined;
  private running: Promise<void> | undefined;
  private readonly odd = new Map<number, Odd>();

  constructor(private readonly database: Database) {}

  /** Those who ask at once share one round; the seals that they name are looked at for each. */
  async run(named: readonly number[] = [], budgetMs = BUDGET_MS): Promise<Patrolled> {
    this.running ??= this.patrol(budgetMs).finally(() => (this.running = undefined));
    await this.running;
    for (const id of new Set(named)) await this.lookAt(id);
    const odd = [...this.odd.values()].toSorted((a, b) => a.seal.id - b.seal.id);
    return {
      broken: odd.flatMap(({ seal, flaw }) => (flaw === undefined ? [] : [{ sealId: seal.id, reason: flaw }])),
      unbalanced: odd.flatMap(({ unbalanced }) => unbalanced),
      driftUntil: (asOf) =>
        odd
          .filter(({ seal }) => asOf === null || Date.parse(seal.recordedUntil) <= Date.parse(asOf))
          .reduce((sum, { drift }) => plus(sum, drift), NO_BALANCES),
    };
  }

  private async patrol(budgetMs: number): Promise<void> {
    const giveUpAt = performance.now() + budgetMs;
    const startedAfter = this.before?.id ?? 0;
    let around = startedAfter === 0;
    for (;;) {
      const page = await sealRepository.listAfter(this.database.writer, this.before?.id ?? 0, PAGE);
      for (const seal of page) {
        await this.look(seal, this.before);
        this.before = seal;
        if (around && startedAfter > 0 && seal.id >= startedAfter) return;
        if (performance.now() > giveUpAt) return;
      }
      if (page.length === PAGE) continue;
      this.before = undefined;
      if (around) return;
      around = true;
    }
  }

  private async lookAt(id: number): Promise<void> {
    const near = await sealRepository.listAfter(this.database.writer, Math.max(0, id - PAGE), PAGE);
    const seal = near.find((one) => one.id === id);
    // One that was deleted is missed by the one that comes after it.
    if (seal === undefined) this.odd.delete(id);
    else
      await this.look(
        seal,
        near.findLast((one) => one.id < id),
      );
  }

  private async look(seal: Seal, before: Seal | undefined): Promise<void> {
    const examined = await examine(this.database.writer, seal, before);
    const { flaw, unbalanced, drift } = examined;
    if (flaw === undefined && unbalanced.length === 0 && drift.size === 0) this.odd.delete(seal.id);
    else this.odd.set(seal.id, { seal, ...examined });
  }
}
