import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK, CONFIG, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { retryAfterMs } from '../domain/mail-trouble.js';
import { Lanes } from '../lanes.js';
import type { OrderConfig } from '../order.config.js';
import { orderLink } from '../orders/access-token.js';
import { findOrder } from '../orders/orders.repository.js';
import { composeMail } from './compose-mail.js';
import { troubleOf } from './mail-refusal.js';
import { isOutdated, type MailLinks } from './mail-words.js';
import { Mailer, SEND_MS } from './mailer.js';
import { mails } from './mails.metrics.js';
import {
  claimNotifications,
  dropNotification,
  giveUp,
  markSent,
  type NotificationRow,
  tryAgain,
} from './notification.repository.js';

/** Each lane is a connection to the mail server. */
const LANES = 4;
/** A mail belongs to whoever took it for longer than sending it may take. */
const LEASE_MS = 3 * SEND_MS;

/** Sends the mails that are due. A crash between sending and marking sends one twice, which is better than never. */
@Injectable()
export class SendNotifications extends Lanes<NotificationRow> {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Mailer) private readonly mailer: Mailer,
    @Inject(CONFIG) private readonly config: OrderConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super({
      limit: LANES,
      claim: (limit) => {
        const now = clock.now();
        return claimNotifications(database.writer, new Date(now), new Date(now + LEASE_MS), limit);
      },
      workOn: (mail) => this.send(mail),
      failed: (err, { id, orderId }) => log.warn({ err, orderId, mailId: id }, 'mail was left where it was'),
    });
  }

  private async send(mail: NotificationRow): Promise<void> {
    const { id, orderId, notice } = mail;
    const order = await findOrder(this.database.writer, orderId);
    if (order === null || isOutdated(order.progress, notice)) return dropNotification(this.database.writer, id);
    try {
      await this.mailer.send(order.email, composeMail(order, notice, this.linksTo(orderId)), id);
    } catch (error) {
      return this.afterTrouble(mail, error);
    }
    faultPoint('order.mail.sent');
    await markSent(this.database.writer, id, new Date(this.clock.now()));
    mails.add(1, { outcome: 'sent' });
  }

  private async afterTrouble(mail: NotificationRow, error: unknown): Promise<void> {
    const { id, orderId, notice, tries, refusals } = mail;
    const trouble = troubleOf(error);
    const waitMs = retryAfterMs(trouble, mail);
    const now = this.clock.now();
    const words = error instanceof Error ? error.message : String(error);
    const facts = { err: error, orderId, mailId: id, notice, tries };
    if (waitMs === null) {
      await giveUp(this.database.writer, id, words, new Date(now));
      mails.add(1, { outcome: 'given_up' });
      return this.log.error(facts, 'mail was refused again and again, and is given up');
    }
    const said = refusals + Number(trouble === 'refused');
    await tryAgain(this.database.writer, id, { refusals: said, trouble: words, nextAttemptAt: new Date(now + waitMs) });
    mails.add(1, { outcome: trouble === 'refused' ? 'refused' : 'failed' });
    this.log.warn({ ...facts, waitMs }, 'mail could not be sent, will be tried again');
  }

  private linksTo(orderId: string): MailLinks {
    return { order: orderLink(this.config, orderId), cart: new URL('/cart', this.config.PUBLIC_URL).href };
  }
}
