import { Body, Controller, Inject, Query } from '@nestjs/common';
import * as contract from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { Serve } from '@breakwater/service-host';
import type { z } from 'zod';
import { findAcknowledged, findChanged, findUnfinished, readSnapshots } from './snapshots.repository.js';

const { query: unfinishedQuery } = contract.listUnfinishedOrders;
const { body: ordersBody } = contract.readOrderSnapshots;

/** What the invariant checker reads. From the writer: a late replica would look like a loss. */
@Controller()
export class SnapshotsController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Serve(contract.listChangedOrders)
  changed(@Query({ schema: contract.ChangesQuery }) query: contract.ChangesQuery): Promise<contract.OrderIdPage> {
    return findChanged(this.database.writer, query);
  }

  @Serve(contract.listAcknowledgedOrders)
  acknowledged(@Query({ schema: contract.ChangesQuery }) query: contract.ChangesQuery): Promise<contract.OrderIdPage> {
    return findAcknowledged(this.database.writer, query);
  }

  @Serve(contract.listUnfinishedOrders)
  unfinished(
    @Query({ schema: unfinishedQuery }) { after, limit }: z.infer<typeof unfinishedQuery>,
  ): Promise<contract.OrderIdPage> {
    return findUnfinished(this.database.writer, after, limit);
  }

  @Serve(contract.readOrderSnapshots)
  async read(
    @Body({ schema: ordersBody }) { orderIds }: z.infer<typeof ordersBody>,
  ): Promise<{ items: contract.OrderSnapshot[] }> {
    return { items: await readSnapshots(this.database.writer, orderIds) };
  }
}
