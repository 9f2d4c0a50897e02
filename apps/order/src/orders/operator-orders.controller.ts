import { Body, Controller, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { findOrder, fulfilOrder, type Order, refundOrder, Uuid } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { CurrentSession, requireOperator, Serve, type SessionClaims } from '@breakwater/service-host';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { AdvanceOrder } from './advance-order.js';
import { requireKey } from './answer-once.js';
import { orderNotFound } from './order-access.js';
import { answered } from './order-changes.controller.js';
import { findOrder as findOrderById, findOrderByNumber } from './orders.repository.js';
import { PresentOrder } from './present-order.js';
import { RefundOrder } from './refund-order.js';

type Params = z.infer<typeof fulfilOrder.params>;

/** For operators. */
@Controller()
export class OperatorOrdersController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AdvanceOrder) private readonly orders: AdvanceOrder,
    @Inject(RefundOrder) private readonly refundOrder: RefundOrder,
    @Inject(PresentOrder) private readonly present: PresentOrder,
  ) {}

  @Serve(findOrder)
  async find(
    @CurrentSession() session: SessionClaims,
    @Query({ schema: findOrder.query }) { q }: z.infer<typeof findOrder.query>,
  ): Promise<Order> {
    requireOperator(session);
    const isId = Uuid.safeParse(q).success;
    const { writer } = this.database;
    const order = isId ? await findOrderById(writer, q) : await findOrderByNumber(writer, q);
    if (order === null) throw orderNotFound(q);
    return this.present.present(order);
  }

  @Serve(refundOrder)
  async refund(
    @CurrentSession() session: SessionClaims,
    @Headers('idempotency-key') header: string | undefined,
    @Param({ schema: refundOrder.params }) { orderId }: Params,
    @Body({ schema: refundOrder.body }) body: z.infer<typeof refundOrder.body>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    requireOperator(session);
    return answered(reply, await this.refundOrder.refund(orderId, body, requireKey(header)));
  }

  @Serve(fulfilOrder)
  async fulfil(
    @CurrentSession() session: SessionClaims,
    @Param({ schema: fulfilOrder.params }) { orderId }: Params,
  ): Promise<Order> {
    requireOperator(session);
    const order = await this.orders.change(orderId, ({ progress }) =>
      progress.state === 'fulfilled' ? null : { type: 'fulfilled' },
    );
    return this.present.present(order);
  }
}
