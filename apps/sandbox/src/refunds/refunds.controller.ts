import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refund } from '../domain/money-moves.js';
import { missing } from '../domain/stripe-fault.js';
import { Records } from '../storage/records.js';
import { listAnswer, listParams } from '../stripe-api/list.js';
import { mergeMetadata, noParams, param } from '../stripe-api/params.js';
import { ProviderObjects } from '../stripe-api/provider-objects.js';
import { StripeApi } from '../stripe-api/stripe-api.js';
import { RefundCharge, refundParams } from './refund-charge.js';

const refundListParams = {
  ...listParams,
  charge: param.text(100).optional(),
  payment_intent: param.text(100).optional(),
};

const refundUpdateParams = { metadata: refundParams.metadata };

@ApiExcludeController()
@Controller('v1/refunds')
export class RefundsController {
  constructor(
    private readonly api: StripeApi,
    private readonly refund: RefundCharge,
    private readonly records: Records,
    private readonly objects: ProviderObjects,
  ) {}

  @Post()
  create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.api.answer(request, reply, 'refund', (call) =>
      this.objects.refund(this.refund.run(call.read(refundParams))),
    );
  }

  @Get()
  list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.api.answer(request, reply, 'list_refunds', (call) => {
      const params = call.read(refundListParams);
      const parent = params.charge ?? this.chargeOf(params.payment_intent);
      return listAnswer(this.records.refunds, '/v1/refunds', params, { parent }, (each) => this.objects.refund(each));
    });
  }

  @Get(':id')
  retrieve(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    return this.api.answer(request, reply, 'retrieve_refund', (call) => {
      call.read(noParams);
      return this.objects.refund(this.find(id));
    });
  }

  @Post(':id')
  update(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    return this.api.answer(request, reply, 'update_refund', (call) => {
      const { metadata } = call.read(refundUpdateParams);
      const refund = this.find(id);
      const saved = this.records.refunds.save({ ...refund, metadata: mergeMetadata(refund.metadata, metadata) });
      return this.objects.refund(saved);
    });
  }

  private find(id: string): Refund {
    const refund = this.records.refunds.find(id);
    if (refund === undefined) throw missing('refund', id, 'refund');
    return refund;
  }

  private chargeOf(intentId: string | undefined): string | undefined {
    if (intentId === undefined) return undefined;
    const intent = this.records.intents.find(intentId);
    if (intent === undefined) throw missing('payment_intent', intentId, 'payment_intent');
    return intent.latestCharge ?? 'none';
  }
}
