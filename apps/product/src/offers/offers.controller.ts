import { Controller, Inject, Query } from '@nestjs/common';
import * as contract from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { Serve } from '@breakwater/service-host';
import type { z } from 'zod';
import { quoteOffers } from './quote-offers.js';

type OffersQuery = z.infer<typeof contract.getOffers.query>;

@Controller()
export class OffersController {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** From the writer: checkout charges what this says. */
  @Serve(contract.getOffers)
  async offers(
    @Query({ schema: contract.getOffers.query }) { skus }: OffersQuery,
  ): Promise<{ items: contract.Offer[] }> {
    return { items: await quoteOffers(this.database.writer, skus) };
  }
}
