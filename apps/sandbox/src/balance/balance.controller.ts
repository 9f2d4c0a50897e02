import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SandboxClock } from '../clock/sandbox-clock.js';
import { missing } from '../domain/stripe-fault.js';
import { Records } from '../storage/records.js';
import { listAnswer, listParams } from '../stripe-api/list.js';
import { noParams, param } from '../stripe-api/params.js';
import { ProviderObjects } from '../stripe-api/provider-objects.js';
import { StripeApi } from '../stripe-api/stripe-api.js';
import { buildBalance } from './build-balance.js';
import { sumBalance } from './sum-balance.js';

const transactionListParams = {
  ...listParams,
  type: param.text(50).optional(),
  source: param.text(100).optional(),
  payout: param.text(100).optional(),
};

@ApiExcludeController()
@Controller('v1')
export class BalanceController {
  constructor(
    private readonly api: StripeApi,
    private readonly records: Records,
    private readonly objects: ProviderObjects,
    private readonly clock: SandboxClock,
  ) {}

  @Get('balance')
  balance(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.api.answer(request, reply, 'retrieve_balance', (call) => {
      call.read(noParams);
      return buildBalance(sumBalance(this.records.store, this.clock.seconds()));
    });
  }

  @Get('balance_transactions')
  list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.api.answer(request, reply, 'list_balance_transactions', (call) => {
      const params = call.read(transactionListParams);
      const filter = { facet: params.type, parent: params.source, payout: params.payout };
      return listAnswer(this.records.balanceTransactions, '/v1/balance_transactions', params, filter, (each) =>
        this.objects.balanceTransaction(each),
      );
    });
  }

  @Get('balance_transactions/:id')
  retrieve(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    return this.api.answer(request, reply, 'retrieve_balance_transaction', (call) => {
      call.read(noParams);
      const transaction = this.records.balanceTransactions.find(id);
      if (transaction === undefined) throw missing('balance transaction', id, 'id');
      return this.objects.balanceTransaction(transaction);
    });
  }
}
