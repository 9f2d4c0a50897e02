import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK, CONFIG, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { OrderConfig } from '../order.config.js';
import { orderLink } from '../orders/access-token.js';
import { findOrder } from '../orders/orders.repository.js';
import { composeMail } from './compose-mail.js';
import { isOutdated, type MailLinks } from './mail-words.js';
import { Mailer } from './mailer.js';
import { claimNotifications, dropNotification, markSent, type NotificationRow } from './notification.repository.js';

const BATCH = 20;
/** The mail that could not be sent is tried again after this; mail servers ask for patience. */
const RETRY_MS = 15_000;

/** Sends the mails that are due. A crash between sending and marking sends one twice, which is better than never. */
@Injectable()
export class SendNotifications {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Mailer) private readonly mailer: Mailer,
    @Inject(CONFIG) private readonly config: OrderConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async sweep(): Promise<number> {
    const now = this.clock.now();
    const due = await claimNotifications(this.database.writer, new Date(now), new Date(now + RETRY_MS), BATCH);
    for (const notification of due) await this.send(notification);
    return due.length;
  }

  private linksTo(orderId: string): MailLinks {
    return { order: orderLink(this.config, orderId), cart: new URL('/cart', this.config.PUBLIC_URL).href };
  }

  private async send({ id, orderId, notice, tries }: NotificationRow): Promise<void> {
    try {
      const order = await findOrder(this.database.writer, orderId);
      if (order === null || isOutdated(order.progress, notice)) return await dropNotification(this.database.writer, id);
      await this.mailer.send(order.email, composeMail(order, notice, this.linksTo(orderId)), id);
      faultPoint('order.mail.sent');
      await markSent(this.database.writer, id, new Date(this.clock.now()));
    } catch (error) {
      this.log.warn({ err: error, orderId, notice, tries }, 'mail could not be sent, will be tried again');
    }
  }
}
