import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '@breakwater/database';
import type { Clock, IdSource } from '@breakwater/kernel';
import type { Wakeups } from '@breakwater/messaging';
import { CLOCK, IDS } from '@breakwater/service-host';
import type { Notice } from '../domain/order.js';
import { WAKEUPS } from '../wakeups.module.js';
import type { OrderRecord } from '../orders/order-record.js';
import { insertNotification } from './notification.repository.js';

/** Mails to send: recorded with the order's change, sent afterwards by whichever instance is woken or sweeps first. */
@Injectable()
export class Notifications {
  constructor(
    @Inject(WAKEUPS) private readonly wakeups: Wakeups,
    @Inject(IDS) private readonly ids: IdSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  record(tx: Sql, { id: orderId, version }: OrderRecord, notice: Notice): Promise<void> {
    const now = new Date(this.clock.now());
    return insertNotification(tx, { id: this.ids(), orderId, orderVersion: version, notice }, now);
  }

  /** Only an alarm clock: when Redis is away, the sweep finds the mail a moment later. */
  wake(): void {
    void this.wakeups.wake('send', this.ids());
  }
}
