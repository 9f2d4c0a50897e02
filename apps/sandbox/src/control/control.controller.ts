import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { Fault } from '@breakwater/kernel';
import { z } from 'zod';
import { SandboxClock } from '../clock/sandbox-clock.js';
import { FaultSettings, noFaults } from '../faults/fault-settings.js';
import { Faults } from '../faults/faults.js';
import { type Mail, Mailbox } from '../mail/mailbox.js';
import { ExpireHolds } from '../payment-intents/expire-holds.js';
import { PayOut } from '../payouts/pay-out.js';
import { SettleRefunds } from '../refunds/settle-refunds.js';
import { RequestLog } from '../stripe-api/request-log.js';
import { Deliveries } from '../webhooks/deliveries.js';

const DAY_SECONDS = 24 * 3600;
const Advance = z.strictObject({
  advanceSeconds: z
    .number()
    .int()
    .min(1)
    .max(400 * DAY_SECONDS),
});
const Time = z.strictObject({ now: z.string(), offsetSeconds: z.number() }).meta({ id: 'SandboxTime' });
const MailQuery = z.strictObject({
  to: z.string().max(320).default(''),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** The sandbox's own switches; the payment provider has nothing like them. */
@Controller('control')
export class ControlController {
  constructor(
    private readonly clock: SandboxClock,
    private readonly faults: Faults,
    private readonly requests: RequestLog,
    private readonly mailbox: Mailbox,
    private readonly holds: ExpireHolds,
    private readonly deliveries: Deliveries,
    private readonly payOut: PayOut,
    private readonly refunds: SettleRefunds,
  ) {}

  @Get('clock')
  @ApiOkResponse({ standardSchema: Time })
  time(): z.infer<typeof Time> {
    return { now: new Date(this.clock.now()).toISOString(), offsetSeconds: this.clock.offsetMs / 1000 };
  }

  @Put('clock')
  @ApiOkResponse({ standardSchema: Time })
  advance(@Body({ schema: Advance }) { advanceSeconds }: z.infer<typeof Advance>): z.infer<typeof Time> {
    this.clock.advance(advanceSeconds * 1000);
    this.holds.run();
    this.refunds.tick();
    this.payOut.tick();
    return this.time();
  }

  @Get('faults')
  @ApiOkResponse({ standardSchema: FaultSettings })
  knobs(): FaultSettings {
    return this.faults.all;
  }

  @Put('faults')
  @ApiOkResponse({ standardSchema: FaultSettings })
  turn(@Body({ schema: FaultSettings }) settings: FaultSettings): FaultSettings {
    return this.faults.set(settings);
  }

  @Delete('faults')
  @ApiOkResponse({ standardSchema: FaultSettings })
  clearFaults(): FaultSettings {
    return this.faults.set(noFaults);
  }

  @Get('requests')
  counts(): object {
    return { ...this.requests.report(), pendingWebhooks: this.deliveries.pending() };
  }

  @Delete('requests')
  @HttpCode(204)
  clearCounts(): void {
    this.requests.clear();
  }

  @Get('mail')
  mails(@Query({ schema: MailQuery }) { to, limit }: z.infer<typeof MailQuery>): readonly Mail[] {
    return this.mailbox.list(limit, to);
  }

  @Delete('mail')
  @HttpCode(204)
  clearMail(): void {
    this.mailbox.clear();
  }

  @Get('mail/:id')
  mail(@Param('id') id: string): Mail {
    const mail = this.mailbox.find(id);
    if (mail === undefined) throw noSuchMail(id);
    return mail;
  }

  @Delete('mail/:id')
  @HttpCode(204)
  deleteMail(@Param('id') id: string): void {
    if (!this.mailbox.delete(id)) throw noSuchMail(id);
  }
}

function noSuchMail(id: string): Fault {
  return new Fault('not_found', 'sandbox.mail.not_found', `no mail ${id}`);
}
