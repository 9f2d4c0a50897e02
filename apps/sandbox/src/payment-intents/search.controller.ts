import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { invalidRequest } from '../domain/stripe-fault.js';
import { checkedLimit, listParams } from '../stripe-api/list.js';
import { param } from '../stripe-api/params.js';
import { ProviderObjects } from '../stripe-api/provider-objects.js';
import { StripeApi } from '../stripe-api/stripe-api.js';
import { parseSearch } from './parse-search.js';
import { SearchIndex } from './search-index.js';

const searchParams = { query: param.text(2000), limit: listParams.limit, page: param.text(100).optional() };

@ApiExcludeController()
@Controller('v1/payment_intents/search')
export class SearchController {
  constructor(
    private readonly api: StripeApi,
    private readonly index: SearchIndex,
    private readonly objects: ProviderObjects,
  ) {}

  @Get()
  search(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.api.answer(request, reply, 'search', (call) => {
      const params = call.read(searchParams);
      const limit = checkedLimit(params.limit);
      const offset = offsetOf(params.page);
      const { data, hasMore } = this.index.find(parseSearch(params.query), limit, offset);
      return {
        object: 'search_result',
        data: data.map((each) => this.objects.paymentIntent(each)),
        has_more: hasMore,
        next_page: hasMore ? pageOf(offset + limit) : null,
        url: '/v1/payment_intents/search',
      };
    });
  }
}

function pageOf(offset: number): string {
  return Buffer.from(`from:${offset}`).toString('base64url');
}

function offsetOf(page: string | undefined): number {
  if (page === undefined) return 0;
  const match = /^from:(\d{1,9})$/.exec(Buffer.from(page, 'base64url').toString());
  if (match === null) throw invalidRequest('Invalid page: use the next_page of an earlier answer.', { param: 'page' });
  return Number(match[1]);
}
