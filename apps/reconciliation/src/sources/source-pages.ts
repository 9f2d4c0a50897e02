import { Inject, Injectable } from '@nestjs/common';
import {
  getLedgerFacts,
  listOrderFacts,
  listPaymentFacts,
  listPayoutFacts,
  listProviderFacts,
} from '@breakwater/contracts';
import { Fault } from '@breakwater/kernel';
import { CONFIG, Peers } from '@breakwater/service-host';
import { type LedgerFlaw, type Source, SOURCES } from '../domain/facts.js';
import type { z } from 'zod';
import { type FactRow, rowOf } from '../facts/fact-row.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { readStatement } from './bank-statement.js';

const PAGE = 500;
const TIMEOUT_MS = 5000;
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Query {
  readonly from: string;
  readonly to: string;
  readonly limit: number;
  readonly after?: string;
}
interface Page {
  readonly items: readonly FactRow[];
  readonly next: string | null;
}
type ReadPage = (query: Query) => Promise<Page>;

/** Those that there are. */
export function sourcesOf({
  BANK_STATEMENT_URL: bank,
}: Pick<ReconciliationConfig, 'BANK_STATEMENT_URL'>): readonly Source[] {
  return bank === undefined ? SOURCES.filter((source) => source !== 'bank') : SOURCES;
}

/** Reads each source page by page, one page in memory. Throws `reconciliation.source.unavailable`. */
@Injectable()
export class SourcePages {
  private readonly read: Readonly<Record<Source, ReadPage>>;

  constructor(@Inject(Peers) peers: Peers, @Inject(CONFIG) config: ReconciliationConfig) {
    const order = peers.get('order');
    const payment = peers.get('payment');
    const timeoutMs = TIMEOUT_MS;
    const statement = config.BANK_STATEMENT_URL ?? '';
    this.read = {
      order: async (query) =>
        page('order', await order.call(listOrderFacts, { query: { ...query, by: 'updated' }, timeoutMs })),
      payment: async (query) => page('payment', await payment.call(listPaymentFacts, { query, timeoutMs })),
      provider: async (query) => page('provider', await payment.call(listProviderFacts, { query, timeoutMs })),
      payout: async (query) => page('payout', await payment.call(listPayoutFacts, { query, timeoutMs })),
      ledger: async () =>
        page('ledger', { items: flawsOf(await payment.call(getLedgerFacts, { query: {}, timeoutMs })), next: null }),
      bank: async (query) => page('bank', { items: await readStatement(statement, query), next: null }),
    };
  }

  async *pages(source: Source, { fromMs, toMs }: Stretch): AsyncGenerator<readonly FactRow[]> {
    const window = { from: iso(fromMs), to: iso(toMs), limit: PAGE };
    let after: string | null = null;
    do {
      const { items, next }: Page = await this.ask(source, after === null ? window : { ...window, after });
      yield items;
      after = next;
    } while (after !== null);
  }

  private async ask(source: Source, query: Query): Promise<Page> {
    try {
      return await this.read[source](query);
    } catch (cause) {
      throw new Fault('unavailable', 'reconciliation.source.unavailable', `${source} did not give its facts`, {
        publicMessage: `The facts of ${source} cannot be read just now, so nothing was compared.`,
        details: { source },
        retryAfterSeconds: 10,
        cause,
      });
    }
  }
}

/** One of everything that payment finds wrong with the books. */
function flawsOf({ unbalanced, seals }: z.infer<(typeof getLedgerFacts.responses)[200]>): LedgerFlaw[] {
  return [
    ...unbalanced.map(({ transactionId }) => ({
      id: `transaction ${transactionId}`,
      found: `transaction ${transactionId} does not balance`,
    })),
    ...seals.broken.map(({ sealId, reason }) => ({ id: `seal ${sealId}`, found: `seal ${sealId}: ${reason}` })),
  ];
}

function page<S extends Source>(
  source: S,
  { items, next }: { readonly items: readonly Parameters<typeof rowOf<S>>[1][]; readonly next: string | null },
): Page {
  return { items: items.map((fact) => rowOf(source, fact)), next };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
