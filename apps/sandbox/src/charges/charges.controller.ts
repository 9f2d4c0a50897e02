import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { missing } from '../domain/stripe-fault.js';
import { Records } from '../storage/records.js';
import { listAnswer, listParams } from '../stripe-api/list.js';
import { noParams, param } from '../stripe-api/params.js';
import { ProviderObjects } from '../stripe-api/provider-objects.js';
import { StripeApi } from '../stripe-api/stripe-api.js';

const chargeListParams = { ...listParams, payment_intent: param.text(100).optional() };

@ApiExcludeController()
@Controller('v1/charges')
export class ChargesController {
  constructor(
    private readonly api: StripeApi,
    private readonly records: Records,
    private readonly objects: ProviderObjects,
  ) {}

  @Get()
  list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.api.answer(request, reply, 'list_charges', (call) => {
      const params = call.read(chargeListParams);
      const filter = { parent: params.payment_intent };
      return listAnswer(this.records.charges, '/v1/charges', params, filter, (each) => this.objects.charge(each));
    });
  }

  @Get(':id')
  retrieve(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    return this.api.answer(request, reply, 'retrieve_charge', (call) => {
      call.read(noParams);
      const charge = this.records.charges.find(id);
      if (charge === undefined) throw missing('charge', id, 'charge');
      return this.objects.charge(charge);
    });
  }
}
