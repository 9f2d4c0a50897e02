import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PaymentIntent } from '../domain/payment-intent.js';
import { Records } from '../storage/records.js';
import { listAnswer, listParams } from '../stripe-api/list.js';
import type { Operation } from '../stripe-api/operations.js';
import { param } from '../stripe-api/params.js';
import { ProviderObjects } from '../stripe-api/provider-objects.js';
import { StripeApi } from '../stripe-api/stripe-api.js';
import type { StripeCall } from '../stripe-api/stripe-call.js';
import { ChangePaymentIntent } from './change-payment-intent.js';
import { ConfirmPaymentIntent } from './confirm-payment-intent.js';
import { CreatePaymentIntent } from './create-payment-intent.js';
import { cancelParams, captureParams, confirmParams, createParams, updateParams } from './intent-params.js';
import { Intents } from './intents.js';

const intentListParams = { ...listParams, customer: param.text(100).optional() };

const retrieveParams = { client_secret: param.text(200).optional() };

@ApiExcludeController()
@Controller('v1/payment_intents')
export class PaymentIntentsController {
  constructor(
    private readonly api: StripeApi,
    private readonly createIntent: CreatePaymentIntent,
    private readonly confirmIntent: ConfirmPaymentIntent,
    private readonly change: ChangePaymentIntent,
    private readonly intents: Intents,
    private readonly objects: ProviderObjects,
    private readonly records: Records,
  ) {}

  @Post()
  create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply, 'create', (call) => this.createIntent.run(call.read(createParams)));
  }

  @Get()
  list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.api.answer(request, reply, 'list', (call) => {
      const params = call.read(intentListParams);
      return listAnswer(this.records.intents, '/v1/payment_intents', params, {}, (each) =>
        this.objects.paymentIntent(each),
      );
    });
  }

  @Get(':id')
  retrieve(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    return this.answer(request, reply, 'retrieve', (call) => {
      call.read(retrieveParams);
      return this.intents.get(id);
    });
  }

  @Post(':id')
  update(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    return this.answer(request, reply, 'update', (call) => this.change.update(id, call.read(updateParams)));
  }

  @Post(':id/confirm')
  confirm(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    return this.answer(request, reply, 'confirm', (call) => {
      const params = call.read(confirmParams);
      return this.confirmIntent.run(this.intents.get(id), params);
    });
  }

  @Post(':id/capture')
  capture(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    return this.answer(request, reply, 'capture', (call) => this.change.capture(id, call.read(captureParams)));
  }

  @Post(':id/cancel')
  cancel(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    return this.answer(request, reply, 'cancel', (call) =>
      this.change.cancel(id, call.read(cancelParams).cancellation_reason ?? null),
    );
  }

  private answer(
    request: FastifyRequest,
    reply: FastifyReply,
    operation: Operation,
    work: (call: StripeCall) => PaymentIntent,
  ): Promise<void> {
    return this.api.answer(request, reply, operation, (call) => this.objects.paymentIntent(work(call)));
  }
}
