import { Controller, Headers, Inject, Post, type RawBodyRequest, Req } from '@nestjs/common';
import { HttpCode } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Database } from '@breakwater/database';
import { type Clock, Fault } from '@breakwater/kernel';
import { faultPoint, withoutDeadline } from '@breakwater/resilience';
import { CLOCK, CONFIG, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { FastifyRequest } from 'fastify';
import type { PaymentConfig } from '../payment.config.js';
import { ReadSettlements } from '../settlements/read-settlements.js';
import { readWebhook } from './read-webhook.js';
import { WATCHED_EVENTS } from './watched-events.js';
import { webhookRepository } from './webhook.repository.js';
import { WorkWebhooks } from './work-webhooks.js';

/** The provider's own door. What it sends is defined by the provider, so it is not in our contracts. */
@ApiExcludeController()
@Controller('payments/webhooks')
export class WebhooksController {
  constructor(
    private readonly database: Database,
    private readonly worker: WorkWebhooks,
    private readonly settlements: ReadSettlements,
    @Inject(CONFIG) private readonly config: PaymentConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  @Post('stripe')
  @HttpCode(200)
  async receive(
    @Req() request: RawBodyRequest<FastifyRequest>,
    @Headers('stripe-signature') signature: string | undefined,
  ): Promise<{ received: true }> {
    if (request.rawBody === undefined) throw new Fault('invalid', 'payment.webhook.signature_invalid', 'no body');
    const { STRIPE_WEBHOOK_SECRET: secrets, STRIPE_WEBHOOK_TOLERANCE_SECONDS: toleranceSeconds } = this.config;
    const event = readWebhook(request.rawBody, signature, { secrets, toleranceSeconds, clock: this.clock });
    // An endpoint that is subscribed to everything sends these, too.
    if (!WATCHED_EVENTS.includes(event.type)) return { received: true };
    if (event.type.startsWith('payout.')) await this.settlements.wake();
    if (event.reference === null) return { received: true };
    const { id, type, reference } = event;
    const isNew = await webhookRepository.insert(
      this.database.writer,
      { id, type, reference },
      new Date(this.clock.now()),
    );
    if (isNew) {
      faultPoint('payment.webhook.stored');
      // It is stored, so the provider gets its answer now.
      void withoutDeadline(() => this.worker.runNew(id));
    }
    return { received: true };
  }
}
