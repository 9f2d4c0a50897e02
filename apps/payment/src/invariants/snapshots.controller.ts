import { Body, Controller, Param, Query } from '@nestjs/common';
import * as contract from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { Serve } from '@breakwater/service-host';
import type { z } from 'zod';
import { ProviderFailure } from '../provider/provider-failure.js';
import { providerUnavailable } from '../provider/provider.errors.js';
import { StripeProvider } from '../provider/stripe-provider.js';
import { heldAtProvider } from './held-at-provider.js';
import { findCorrected, listChanged, readByReference, readOfOrders } from './snapshots.repository.js';

interface Items {
  items: contract.AttemptSnapshot[];
}
const { body: ordersBody } = contract.readAttemptsOfOrders;
const { body: referencesBody } = contract.readAttemptsByReference;
const { params: balanceParams } = contract.readProviderBalance;

/** What the invariant checker reads. From the writer: a late replica would look like a loss. */
@Controller()
export class SnapshotsController {
  constructor(
    private readonly database: Database,
    private readonly provider: StripeProvider,
  ) {}

  @Serve(contract.listChangedAttempts)
  changed(
    @Query({ schema: contract.ChangesQuery }) query: contract.ChangesQuery,
  ): Promise<Items & { next: string | null }> {
    return listChanged(this.database.writer, query);
  }

  @Serve(contract.readAttemptsOfOrders)
  async ofOrders(@Body({ schema: ordersBody }) { orderIds }: z.infer<typeof ordersBody>): Promise<Items> {
    return { items: await readOfOrders(this.database.writer, orderIds) };
  }

  @Serve(contract.readAttemptsByReference)
  async byReference(@Body({ schema: referencesBody }) { references }: z.infer<typeof referencesBody>): Promise<Items> {
    return { items: await readByReference(this.database.writer, references) };
  }

  @Serve(contract.readCorrectedReferences)
  async corrections(
    @Body({ schema: referencesBody }) { references }: z.infer<typeof referencesBody>,
  ): Promise<{ references: string[] }> {
    return { references: await findCorrected(this.database.writer, references) };
  }

  @Serve(contract.readProviderBalance)
  async held(
    @Param({ schema: balanceParams }) { reference }: z.infer<typeof balanceParams>,
  ): Promise<z.infer<(typeof contract.readProviderBalance)['responses'][200]>> {
    try {
      return { providerReference: reference, held: await heldAtProvider(this.provider, reference) };
    } catch (error) {
      if (error instanceof ProviderFailure) throw providerUnavailable(error.message);
      throw error;
    }
  }
}
