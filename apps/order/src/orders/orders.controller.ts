import { Body, Controller, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import * as contract from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { CurrentSession, Serve, type SessionClaims } from '@breakwater/service-host';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { ORDER_MOVES, ORDER_STATES } from '../domain/order-moves.js';
import { requireKey } from './answer-once.js';
import { OrderAccess } from './order-access.js';
import { answered } from './order-changes.controller.js';
import { findHistory } from './orders.repository.js';
import { PlaceOrder } from './place-order.js';
import { PresentOrder } from './present-order.js';

@Controller()
export class OrdersController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PlaceOrder) private readonly placeOrder: PlaceOrder,
    @Inject(PresentOrder) private readonly present: PresentOrder,
    @Inject(OrderAccess) private readonly access: OrderAccess,
  ) {}

  @Serve(contract.placeOrder)
  async place(
    @CurrentSession() session: SessionClaims,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: contract.placeOrder.body }) checkout: contract.Checkout,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return answered(reply, await this.placeOrder.place(session, requireKey(key), checkout));
  }

  @Serve(contract.getOrderStates)
  states(): z.infer<(typeof contract.getOrderStates)['responses'][200]> {
    return {
      states: contract.OrderState.options.map((state) => ({ state, ...ORDER_STATES[state] })),
      moves: ORDER_MOVES.map(([from, event, to]) => ({ from, event, to })),
    };
  }

  @Serve(contract.listOrders)
  async list(@CurrentSession() session: SessionClaims): Promise<{ items: contract.OrderSummary[] }> {
    const orders = await findHistory(this.database.writer, session.customer?.id ?? null, session.sessionId);
    return { items: orders.map((order) => this.present.summarize(order)) };
  }

  @Serve(contract.getOrder)
  async get(
    @CurrentSession() session: SessionClaims,
    @Param({ schema: contract.getOrder.params }) { orderId }: z.infer<typeof contract.getOrder.params>,
    @Query({ schema: contract.getOrder.query }) { token }: z.infer<typeof contract.getOrder.query>,
  ): Promise<contract.Order> {
    return this.present.present(await this.access.open(orderId, session, token));
  }
}
