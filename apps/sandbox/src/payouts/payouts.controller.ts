import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { missing } from '../domain/stripe-fault.js';
import { Records } from '../storage/records.js';
import { listAnswer, listParams } from '../stripe-api/list.js';
import { noParams, param } from '../stripe-api/params.js';
import { ProviderObjects } from '../stripe-api/provider-objects.js';
import { StripeApi } from '../stripe-api/stripe-api.js';

const payoutListParams = { ...listParams, status: param.text(20).optional() };

@ApiExcludeController()
@Controller('v1/payouts')
export class PayoutsController {
  constructor(
    private readonly api: StripeApi,
    private readonly records: Records,
    private readonly objects: ProviderObjects,
  ) {}

  @Get()
  list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.api.answer(request, reply, 'list_payouts', (call) => {
      const params = call.read(payoutListParams);
      const filter = { facet: params.status };
      return listAnswer(this.records.payouts, '/v1/payouts', params, filter, (each) => this.objects.payout(each));
    });
  }

  @Get(':id')
  retrieve(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    return this.api.answer(request, reply, 'retrieve_payout', (call) => {
      call.read(noParams);
      const payout = this.records.payouts.find(id);
      if (payout === undefined) throw missing('payout', id, 'payout');
      return this.objects.payout(payout);
    });
  }
}
