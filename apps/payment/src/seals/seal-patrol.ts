import { Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { type BrokenSeal, findFlaw } from './verify-seals.js';
import { type Seal, sealRepository } from './seal.repository.js';

const BUDGET_MS = 1000;
const PAGE = 50;

/**
 * Verifies as many seals as fit into a second, going on where it ended the last time and around again: all of them while
 * the ledger is small. A seal that was found broken stays named until it is found whole.
 */
@Injectable()
export class SealPatrol {
  private before: Seal | undefined;
  private running: Promise<void> | undefined;
  private readonly broken = new Map<number, string>();

  constructor(private readonly database: Database) {}

  /** Broken seals, the first one first. Those who ask at once share one round. */
  async run(): Promise<BrokenSeal[]> {
    this.running ??= this.patrol().finally(() => (this.running = undefined));
    await this.running;
    const found = [...this.broken].map(([sealId, reason]) => ({ sealId, reason }));
    return found.sort((a, b) => a.sealId - b.sealId);
  }

  private async patrol(): Promise<void> {
    const giveUpAt = performance.now() + BUDGET_MS;
    const startedAfter = this.before?.id ?? 0;
    let around = startedAfter === 0;
    for (;;) {
      const page = await sealRepository.listAfter(this.database.writer, this.before?.id ?? 0, PAGE);
      for (const seal of page) {
        await this.look(seal);
        if (around && startedAfter > 0 && seal.id >= startedAfter) return;
        if (performance.now() > giveUpAt) return;
      }
      if (page.length === PAGE) continue;
      this.before = undefined;
      if (around) return;
      around = true;
    }
  }

  private async look(seal: Seal): Promise<void> {
    const flaw = await findFlaw(this.database.writer, seal, this.before);
    if (flaw === undefined) this.broken.delete(seal.id);
    else this.broken.set(seal.id, flaw);
    this.before = seal;
  }
}
