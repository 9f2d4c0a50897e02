import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { Fault } from '@breakwater/kernel';
import { CONFIG, type SessionClaims } from '@breakwater/service-host';
import type { OrderConfig } from '../order.config.js';
import { opensOrder } from './access-token.js';
import type { OrderRecord } from './order-record.js';
import { findOrder } from './orders.repository.js';

/** Who may see and change an order: its customer or its session, whoever has its link, and operators. */
@Injectable()
export class OrderAccess {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CONFIG) private readonly config: OrderConfig,
  ) {}

  /** Not yours and not there look the same, so that ids cannot be tried out. */
  async open(orderId: string, session: SessionClaims, token: string | undefined): Promise<OrderRecord> {
    const order = await findOrder(this.database.writer, orderId);
    if (order === null || !this.mayOpen(order, session, token)) throw orderNotFound(orderId);
    return order;
  }

  private mayOpen(order: OrderRecord, session: SessionClaims, token: string | undefined): boolean {
    if (token !== undefined && opensOrder(this.config.SESSION_KEY, order.id, token)) return true;
    if (session.customer?.role === 'operator') return true;
    if (order.customerId !== null) return session.customer?.id === order.customerId;
    return session.sessionId === order.sessionId;
  }
}

export function orderNotFound(what: string): Fault {
  return new Fault('not_found', 'order.order.not_found', what, { publicMessage: 'There is no such order.' });
}
