import { Body, Controller, Param } from '@nestjs/common';
import { refundProviderCharge } from '@breakwater/contracts';
import { Serve } from '@breakwater/service-host';
import type { z } from 'zod';
import { RefundStray } from './refund-stray.js';

type View = z.infer<(typeof refundProviderCharge.responses)[200]>;

@Controller()
export class StraysController {
  constructor(private readonly refundStray: RefundStray) {}

  @Serve(refundProviderCharge)
  async refund(
    @Param({ schema: refundProviderCharge.params }) { refundId }: z.infer<typeof refundProviderCharge.params>,
    @Body({ schema: refundProviderCharge.body }) body: z.infer<typeof refundProviderCharge.body>,
  ): Promise<View> {
    const { id, state, reference } = await this.refundStray.run({ id: refundId, ...body });
    return { id, state, providerReference: reference };
  }
}
