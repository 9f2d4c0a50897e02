import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { Discrepancies } from '../discrepancies/discrepancies.js';
import { DiscrepancyOrder, MadeDiscrepancy } from '../discrepancies/discrepancy-kinds.js';
import { PayOut } from '../payouts/pay-out.js';

const PayoutOrder = z.strictObject({
  includePending: z.boolean().default(false),
  arrivesInSeconds: z
    .int()
    .min(0)
    .max(30 * 24 * 3600)
    .default(0),
});
const MadePayouts = z.array(z.object({ id: z.string(), amount: z.int(), currency: z.string(), status: z.string() }));

/** Makes the provider pay out now, or differ from what the shop believes. */
@Controller('control')
export class DiscrepanciesController {
  constructor(
    private readonly discrepancies: Discrepancies,
    private readonly payOut: PayOut,
  ) {}

  @Post('payouts')
  @ApiCreatedResponse({ standardSchema: MadePayouts })
  pay(@Body({ schema: PayoutOrder }) order: z.infer<typeof PayoutOrder>): z.infer<typeof MadePayouts> {
    return this.payOut.run(order).map(({ id, amount, currency, status }) => ({ id, amount, currency, status }));
  }

  @Post('discrepancies')
  @ApiCreatedResponse({ standardSchema: MadeDiscrepancy })
  make(@Body({ schema: DiscrepancyOrder }) order: DiscrepancyOrder): MadeDiscrepancy {
    return this.discrepancies.make(order);
  }

  @Get('discrepancies')
  @ApiOkResponse({ standardSchema: z.array(MadeDiscrepancy) })
  list(): MadeDiscrepancy[] {
    return this.discrepancies.list();
  }

  @Delete('discrepancies/:id')
  @HttpCode(204)
  undo(@Param('id') id: string): void {
    this.discrepancies.undo(id);
  }
}
