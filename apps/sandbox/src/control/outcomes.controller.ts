import { Body, Controller, HttpCode, Param, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import { noTarget } from '../discrepancies/targets.js';
import { FailPayout } from '../payouts/fail-payout.js';
import { SettleRefunds } from '../refunds/settle-refunds.js';
import { Records } from '../storage/records.js';

const RefundOutcome = z.strictObject({ status: z.enum(['succeeded', 'failed']) });

/** What the bank makes of money that is on its way, now. */
@Controller('control')
export class OutcomesController {
  constructor(
    private readonly records: Records,
    private readonly refunds: SettleRefunds,
    private readonly payouts: FailPayout,
  ) {}

  @Put('refunds/:id')
  @HttpCode(204)
  settle(@Param('id') id: string, @Body({ schema: RefundOutcome }) { status }: z.infer<typeof RefundOutcome>): void {
    const refund = this.records.refunds.find(id);
    if (refund === undefined) throw noTarget(`no refund ${id}`);
    this.refunds.settle(refund, status);
  }

  @Post('payouts/:id/failure')
  @HttpCode(204)
  fail(@Param('id') id: string): void {
    const payout = this.records.payouts.find(id);
    if (payout === undefined) throw noTarget(`no payout ${id}`);
    this.payouts.run(payout);
  }
}
