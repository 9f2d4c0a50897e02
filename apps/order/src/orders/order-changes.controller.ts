import { Body, Controller, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { cancelOrder, payOrder } from '@breakwater/contracts';
import { CurrentSession, Serve, type SessionClaims } from '@breakwater/service-host';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { type KeyedAnswer, requireKey } from './answer-once.js';
import { CancelOrder } from './cancel-order.js';
import { OrderAccess } from './order-access.js';
import { PayAgain } from './pay-again.js';

type Params = z.infer<typeof cancelOrder.params>;
type Token = z.infer<typeof cancelOrder.query>;

/** What customers do with an order that they have placed. */
@Controller()
export class OrderChangesController {
  constructor(
    @Inject(OrderAccess) private readonly access: OrderAccess,
    @Inject(CancelOrder) private readonly cancelOrder: CancelOrder,
    @Inject(PayAgain) private readonly payAgain: PayAgain,
  ) {}

  @Serve(cancelOrder)
  async cancel(
    @CurrentSession() session: SessionClaims,
    @Headers('idempotency-key') header: string | undefined,
    @Param({ schema: cancelOrder.params }) { orderId }: Params,
    @Query({ schema: cancelOrder.query }) { token }: Token,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const key = requireKey(header);
    const order = await this.access.open(orderId, session, token);
    const by = session.customer?.role === 'operator' ? 'operator' : 'customer';
    return answered(reply, await this.cancelOrder.cancel(order, by, key));
  }

  @Serve(payOrder)
  async pay(
    @CurrentSession() session: SessionClaims,
    @Headers('idempotency-key') header: string | undefined,
    @Param({ schema: payOrder.params }) { orderId }: Params,
    @Query({ schema: payOrder.query }) { token }: Token,
    @Body({ schema: payOrder.body }) { paymentMethod }: z.infer<typeof payOrder.body>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const key = requireKey(header);
    const order = await this.access.open(orderId, session, token);
    return answered(reply, await this.payAgain.pay(order, paymentMethod, key));
  }
}

export function answered(reply: FastifyReply, { status, body }: KeyedAnswer): unknown {
  void reply.status(status);
  return body;
}
