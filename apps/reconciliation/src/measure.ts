import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Money } from '@breakwater/kernel';
import { dayRepository } from './days/day.repository.js';
import { countUnresolved, sumUnexplained } from './discrepancies/read-discrepancies.js';
import { dayUnexplainedMoney, openDiscrepancies, unexplainedMoney } from './reconciliation.metrics.js';

const DAYS = 7;

/** Sets the metrics from the database, so that all instances show the same and a restart forgets nothing. */
@Injectable()
export class Measure {
  private readonly currencies = new Set<string>();

  constructor(@Inject(Database) private readonly database: Database) {}

  async run(): Promise<void> {
    const { writer } = this.database;
    const now = await sumUnexplained(writer);
    const closed = (await dayRepository.list(writer, DAYS)).find(({ closedAt }) => closedAt !== null);
    const day = (closed?.totals ?? []).map(({ currency, unexplainedMinor: amountMinor }) => ({
      amountMinor,
      currency,
    }));
    for (const { currency } of [...now, ...day]) this.currencies.add(currency);
    for (const currency of this.currencies) {
      unexplainedMoney.set(amountOf(now, currency), { currency });
      dayUnexplainedMoney.set(amountOf(day, currency), { currency });
    }
    const { open, waiting } = await countUnresolved(writer);
    openDiscrepancies.set(open, { state: 'open' });
    openDiscrepancies.set(waiting, { state: 'waiting' });
  }
}

function amountOf(sums: readonly Money[], currency: string): number {
  return sums.find((sum) => sum.currency === currency)?.amountMinor ?? 0;
}
