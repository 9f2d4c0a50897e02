import { Body, Controller, Inject, Query } from '@nestjs/common';
import * as contract from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { Serve } from '@breakwater/service-host';
import type { z } from 'zod';
import { findChanged, listStock, readReservations, readStock } from './snapshots.repository.js';

const { query: stockQuery } = contract.listStockSnapshots;
const { body: stockBody } = contract.readStockSnapshots;
const { body: ordersBody } = contract.readReservationSnapshots;

/** What the invariant checker reads. From the writer: a late replica would look like a loss. */
@Controller()
export class SnapshotsController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Serve(contract.listStockSnapshots)
  listStock(
    @Query({ schema: stockQuery }) { after, limit, sold }: z.infer<typeof stockQuery>,
  ): Promise<{ items: contract.StockSnapshot[]; next: string | null }> {
    return listStock(this.database.writer, { after, limit, sold: sold === 'true' });
  }

  @Serve(contract.readStockSnapshots)
  async readStock(
    @Body({ schema: stockBody }) { skus }: z.infer<typeof stockBody>,
  ): Promise<{ items: contract.StockSnapshot[] }> {
    return { items: await readStock(this.database.writer, skus) };
  }

  @Serve(contract.listChangedReservations)
  changed(@Query({ schema: contract.ChangesQuery }) query: contract.ChangesQuery): Promise<contract.OrderIdPage> {
    return findChanged(this.database.writer, query);
  }

  @Serve(contract.readReservationSnapshots)
  async read(
    @Body({ schema: ordersBody }) { orderIds }: z.infer<typeof ordersBody>,
  ): Promise<{ items: contract.ReservationSnapshot[] }> {
    return { items: await readReservations(this.database.writer, orderIds) };
  }
}
