import { Body, Controller, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import * as contract from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { Fault } from '@breakwater/kernel';
import { CONFIG, CurrentSession, Serve, type SessionClaims } from '@breakwater/service-host';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { ORDER_MOVES, ORDER_STATES } from '../domain/order-moves.js';
import type { OrderConfig } from '../order.config.js';
import { opensOrder } from './access-token.js';
import type { OrderRecord } from './order-record.js';
import { findHistory, findOrder } from './orders.repository.js';
import { PlaceOrder } from './place-order.js';
import { PresentOrder } from './present-order.js';

@Controller()
export class OrdersController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PlaceOrder) private readonly placeOrder: PlaceOrder,
    @Inject(PresentOrder) private readonly present: PresentOrder,
    @Inject(CONFIG) private readonly config: OrderConfig,
  ) {}

  @Serve(contract.placeOrder)
  async place(
    @CurrentSession() session: SessionClaims,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: contract.placeOrder.body }) checkout: contract.Checkout,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const { success } = contract.IdempotencyKey.safeParse(key);
    if (key === undefined || !success) {
      throw new Fault('invalid', 'idempotency.key.missing', 'Idempotency-Key is missing or malformed');
    }
    const { status, body } = await this.placeOrder.place(session, key, checkout);
    void reply.status(status);
    return body;
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
    const order = await findOrder(this.database.writer, orderId);
    // Not yours and not there look the same, so that ids cannot be tried out.
    if (order === null || !this.maySee(order, session, token)) {
      throw new Fault('not_found', 'order.order.not_found', orderId, { publicMessage: 'There is no such order.' });
    }
    return this.present.present(order);
  }

  private maySee(order: OrderRecord, session: SessionClaims, token: string | undefined): boolean {
    if (token !== undefined && opensOrder(this.config.SESSION_KEY, order.id, token)) return true;
    if (session.customer?.role === 'operator') return true;
    if (order.customerId !== null) return session.customer?.id === order.customerId;
    return session.sessionId === order.sessionId;
  }
}
