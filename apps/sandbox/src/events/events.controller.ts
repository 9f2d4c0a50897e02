import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { missing } from '../domain/stripe-fault.js';
import { Records } from '../storage/records.js';
import { listAnswer, listParams } from '../stripe-api/list.js';
import { noParams, param } from '../stripe-api/params.js';
import { StripeApi } from '../stripe-api/stripe-api.js';

const eventListParams = { ...listParams, type: param.text(100).optional() };

@ApiExcludeController()
@Controller('v1/events')
export class EventsController {
  constructor(
    private readonly api: StripeApi,
    private readonly records: Records,
  ) {}

  @Get()
  list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.api.answer(request, reply, 'list_events', (call) => {
      const params = call.read(eventListParams);
      return listAnswer(this.records.events, '/v1/events', params, { facet: params.type }, (each) => each);
    });
  }

  @Get(':id')
  retrieve(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    return this.api.answer(request, reply, 'retrieve_event', (call) => {
      call.read(noParams);
      const event = this.records.events.find(id);
      if (event === undefined) throw missing('event', id, 'id');
      return event;
    });
  }
}
