import { Controller, Get, Options, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { missing } from '../domain/stripe-fault.js';
import { Records } from '../storage/records.js';
import { noParams } from '../stripe-api/params.js';
import { StripeApi } from '../stripe-api/stripe-api.js';
import { buildPaymentMethod } from './build-payment-method.js';
import { cardParams, Cards } from './tokenise-card.js';

@ApiExcludeController()
@Controller('v1/payment_methods')
export class PaymentMethodsController {
  constructor(
    private readonly api: StripeApi,
    private readonly cards: Cards,
    private readonly records: Records,
  ) {}

  @Post()
  create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.api.answer(request, reply, 'tokenise', (call) =>
      buildPaymentMethod(this.cards.tokenise(call.read(cardParams))),
    );
  }

  // The browser asks before it posts a card from the shop's page.
  @Options()
  preflight(@Res() reply: FastifyReply): void {
    void reply
      .status(204)
      .headers({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'authorization, content-type, idempotency-key, stripe-version',
        'access-control-max-age': '600',
      })
      .send();
  }

  @Get(':id')
  retrieve(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    return this.api.answer(request, reply, 'retrieve_payment_method', (call) => {
      call.read(noParams);
      const method = id.startsWith('pm_card_') ? this.cards.find(id, 'id') : this.records.paymentMethods.find(id);
      if (method === undefined) throw missing('PaymentMethod', id, 'payment_method');
      return buildPaymentMethod(method);
    });
  }
}
