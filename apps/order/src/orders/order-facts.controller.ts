import { Controller, Inject, Query } from '@nestjs/common';
import { listOrderFacts, type OrderFact } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { Serve } from '@breakwater/service-host';
import type { z } from 'zod';
import { findFormerAttempts } from './former-attempts.repository.js';
import { findInWindow } from './orders.repository.js';
import { PresentOrder } from './present-order.js';

/** What reconciliation reads. From the writer: it compares money, and a late replica would look like a loss. */
@Controller()
export class OrderFactsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PresentOrder) private readonly present: PresentOrder,
  ) {}

  @Serve(listOrderFacts)
  async list(
    @Query({ schema: listOrderFacts.query }) query: z.infer<typeof listOrderFacts.query>,
  ): Promise<{ items: OrderFact[]; next: string | null }> {
    const orders = await findInWindow(this.database.writer, query);
    const last = orders.length === query.limit ? orders.at(-1) : undefined;
    const former = await findFormerAttempts(
      this.database.writer,
      orders.map(({ id }) => id),
    );
    const items = orders.map((order) => ({
      ...this.present.fact(order),
      formerAttemptIds: former.get(order.id) ?? [],
    }));
    return { items, next: last?.id ?? null };
  }
}
