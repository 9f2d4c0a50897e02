import { Controller, Query } from '@nestjs/common';
import {
  ChangesQuery,
  FactsQuery,
  listPaymentFacts,
  listPayoutFacts,
  listProviderFacts,
  type PaymentFact,
  type PayoutFact,
  type ProviderFact,
} from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { Serve } from '@breakwater/service-host';
import type { z } from 'zod';
import { ProviderFailure } from '../provider/provider-failure.js';
import { providerUnavailable } from '../provider/provider.errors.js';
import { StripeProvider } from '../provider/stripe-provider.js';
import { listPayments } from './facts.repository.js';
import { settlementRepository } from '../settlements/settlement.repository.js';
import { listPayouts } from './payout-facts.js';
import { providerFactOf } from './provider-fact.js';

interface Page<T> {
  items: T[];
  next: string | null;
}

/** What reconciliation compares. */
@Controller()
export class FactsController {
  constructor(
    private readonly database: Database,
    private readonly provider: StripeProvider,
  ) {}

  @Serve(listPaymentFacts)
  payments(@Query({ schema: ChangesQuery }) query: ChangesQuery): Promise<Page<PaymentFact>> {
    // From the writer: to reconciliation a late replica would look like lost money.
    return listPayments(this.database.writer, query);
  }

  @Serve(listPayoutFacts)
  async payouts(@Query({ schema: FactsQuery }) query: z.infer<typeof FactsQuery>): Promise<Page<PayoutFact>> {
    const { from, to, after, limit } = query;
    const items = await listPayouts(this.database.writer, { from, to, after, limit });
    return { items, next: items.length === limit ? (items.at(-1)?.payoutId ?? null) : null };
  }

  @Serve(listProviderFacts)
  async transactions(@Query({ schema: FactsQuery }) query: z.infer<typeof FactsQuery>): Promise<Page<ProviderFact>> {
    const { after, limit } = query;
    const page = { fromSeconds: seconds(query.from), toSeconds: seconds(query.to), after, limit };
    try {
      const { data, has_more: more } = await this.provider.balanceTransactions(page);
      const payouts = await settlementRepository.payoutIdsOf(
        this.database.writer,
        data.map(({ id }) => id),
      );
      const items = data.map((each) => providerFactOf(each, payouts.get(each.id) ?? null));
      return { items, next: more ? (data.at(-1)?.id ?? null) : null };
    } catch (error) {
      if (error instanceof ProviderFailure) throw providerUnavailable(error.message);
      throw error;
    }
  }
}

/** The provider counts whole seconds: a moment inside one belongs to what comes after it. */
function seconds(at: string): number {
  return Math.ceil(Date.parse(at) / 1000);
}
