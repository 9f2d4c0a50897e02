import { Body, Controller, Inject, Param, Query } from '@nestjs/common';
import * as contract from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { Serve } from '@breakwater/service-host';
import type { z } from 'zod';
import { adjustLevels, findLevels } from './stock.repository.js';

interface Levels {
  items: contract.StockLevel[];
}

@Controller()
export class StockController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Serve(contract.getStock)
  async levels(
    @Query({ schema: contract.getStock.query }) query: z.infer<typeof contract.getStock.query>,
  ): Promise<Levels> {
    return { items: await findLevels(this.database.reader, query.skus) };
  }

  @Serve(contract.adjustStock)
  adjust(
    @Param({ schema: contract.adjustStock.params }) { key }: z.infer<typeof contract.adjustStock.params>,
    @Body({ schema: contract.adjustStock.body }) { lines, reason }: z.infer<typeof contract.adjustStock.body>,
  ): Promise<Levels> {
    return this.database.transaction(async (tx) => {
      await adjustLevels(tx, key, lines, reason);
      return {
        items: await findLevels(
          tx,
          lines.map(({ sku }) => sku),
        ),
      };
    });
  }
}
