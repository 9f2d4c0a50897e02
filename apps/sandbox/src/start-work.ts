import { LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Discrepancies } from './discrepancies/discrepancies.js';
import { EventLog } from './events/event-log.js';
import { Faults } from './faults/faults.js';
import { SmtpInbox } from './mail/smtp-inbox.js';
import { ExpireHolds } from './payment-intents/expire-holds.js';
import { PayOut } from './payouts/pay-out.js';
import { SettleRefunds } from './refunds/settle-refunds.js';
import type { SandboxConfig } from './sandbox.config.js';
import { WebhookSender } from './webhooks/webhook-sender.js';

const TIDY_EVERY_MS = 60_000;
const TICK_MS = 500;

/** Mail server, webhooks and housekeeping; returns what ends them. */
export async function startWork(app: NestFastifyApplication, config: SandboxConfig): Promise<() => Promise<void>> {
  const log = app.get<Logger>(LOGGER);
  const smtp = app.get(SmtpInbox);
  const webhooks = app.get(WebhookSender);
  const faults = app.get(Faults);
  const port = await smtp.listen(config.SMTP_PORT, config.HOST);
  log.info({ port }, 'mail server listens');
  webhooks.start();
  const tidy = setInterval(() => {
    app.get(ExpireHolds).run();
    app.get(EventLog).prune();
  }, TIDY_EVERY_MS);
  tidy.unref();
  const tick = setInterval(() => {
    app.get(SettleRefunds).tick();
    app.get(PayOut).tick();
    app.get(Discrepancies).tick();
  }, TICK_MS);
  tick.unref();
  return async () => {
    clearInterval(tidy);
    clearInterval(tick);
    faults.letGo();
    await Promise.all([smtp.close(), webhooks.stop()]);
  };
}
