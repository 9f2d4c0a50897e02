import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { Records } from '../storage/records.js';

const MOST = 10_000;
const Period = z.strictObject({
  from: z.iso.datetime().optional().describe('inclusive'),
  to: z.iso.datetime().optional().describe('exclusive'),
});
const Statement = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        bookedAt: z.string(),
        amountMinor: z.int(),
        currency: z.string(),
        reference: z.string().describe('Id of the payout'),
      }),
    ),
  })
  .meta({ id: 'BankStatement' });

/** The shop's bank: what arrived on the account, oldest first. */
@Controller('bank')
export class BankController {
  constructor(private readonly records: Records) {}

  @Get('statement')
  @ApiOkResponse({ standardSchema: Statement })
  statement(@Query({ schema: Period }) { from, to }: z.infer<typeof Period>): z.infer<typeof Statement> {
    const created = { gte: seconds(from), lt: seconds(to) };
    const { data } = this.records.bankLines.list({ limit: MOST, created });
    const items = data.toReversed().map(({ id, created: at, amount, currency, reference }) => ({
      id,
      bookedAt: new Date(at * 1000).toISOString(),
      amountMinor: amount,
      currency: currency.toUpperCase(),
      reference,
    }));
    return { items };
  }
}

/** Lines carry whole seconds: a moment inside one belongs to what comes after it. */
function seconds(at: string | undefined): number | undefined {
  return at === undefined ? undefined : Math.ceil(Date.parse(at) / 1000);
}
