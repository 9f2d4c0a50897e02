import type { Logger } from '@breakwater/telemetry';
import { SandboxClock } from './clock/sandbox-clock.js';
import { Discrepancies } from './discrepancies/discrepancies.js';
import { MakeDiscrepancy } from './discrepancies/make-discrepancy.js';
import { EventLog } from './events/event-log.js';
import { Faults } from './faults/faults.js';
import { IdempotencyKeys } from './idempotency/idempotency-keys.js';
import { Mailbox } from './mail/mailbox.js';
import { SmtpInbox } from './mail/smtp-inbox.js';
import { AuthenticatePayment } from './payment-intents/authenticate-payment.js';
import { ChangePaymentIntent } from './payment-intents/change-payment-intent.js';
import { ConfirmPaymentIntent } from './payment-intents/confirm-payment-intent.js';
import { CreatePaymentIntent } from './payment-intents/create-payment-intent.js';
import { ExpireHolds } from './payment-intents/expire-holds.js';
import { Intents } from './payment-intents/intents.js';
import { SearchIndex } from './payment-intents/search-index.js';
import { Cards } from './payment-methods/tokenise-card.js';
import { FailPayout } from './payouts/fail-payout.js';
import { PayOut } from './payouts/pay-out.js';
import { RefundCharge } from './refunds/refund-charge.js';
import { SettleRefunds } from './refunds/settle-refunds.js';
import { pagesUrl, type SandboxConfig } from './sandbox.config.js';
import { Records } from './storage/records.js';
import { Settings } from './storage/settings.js';
import { Store } from './storage/store.js';
import { Executor } from './stripe-api/execute.js';
import { ProviderObjects } from './stripe-api/provider-objects.js';
import { RequestLog } from './stripe-api/request-log.js';
import { StripeApi } from './stripe-api/stripe-api.js';
import { Deliveries } from './webhooks/deliveries.js';
import { WebhookSender, type WebhookTarget } from './webhooks/webhook-sender.js';

/** Everything of the sandbox, put together; the controllers get their parts from here. */
export function assemble(config: SandboxConfig, log: Logger): readonly object[] {
  const store = new Store(config.SANDBOX_DATA_FILE);
  const settings = new Settings(store);
  const records = new Records(store);
  const clock = new SandboxClock(settings);
  const faults = new Faults(settings);
  const pages = pagesUrl(config);
  const objects = new ProviderObjects(records, clock, (intent, action) => `${pages}/3ds/${intent}/${action}`);
  const deliveries = new Deliveries(store);
  const webhooks = new WebhookSender(webhookTarget(config), store, deliveries, records.events, faults, log);
  const events = new EventLog(records, clock, (event) => webhooks.enqueue(event));
  const search = new SearchIndex(store, clock, () => faults.all.searchLagMs);
  const intents = new Intents(records, objects, events, search, clock);
  const cards = new Cards(records, clock);
  const confirm = new ConfirmPaymentIntent(intents, cards, clock, settings);
  const keys = new IdempotencyKeys(store, clock);
  const requests = new RequestLog();
  const api = new StripeApi(config, faults, keys, new Executor(store, keys, objects, events, log), requests);
  const mailbox = new Mailbox(store);
  const create = new CreatePaymentIntent(intents, cards, confirm, events, objects, clock);
  const refund = new RefundCharge(records, objects, events, clock);
  const payOut = new PayOut(records, objects, events, clock, settings);
  const maker = new MakeDiscrepancy(records, intents, create, confirm, refund, payOut, events, clock);
  const own: object[] = [
    store,
    records,
    clock,
    faults,
    objects,
    deliveries,
    webhooks,
    events,
    search,
    intents,
    cards,
    confirm,
  ];
  return own.concat([
    requests,
    create,
    new ChangePaymentIntent(intents, cards, clock),
    new AuthenticatePayment(records, intents, clock),
    new ExpireHolds(records, intents, clock),
    refund,
    payOut,
    new SettleRefunds(records, objects, events, clock),
    new FailPayout(records, objects, events, clock),
    new Discrepancies(store, maker, confirm),
    new SmtpInbox(mailbox, log),
    api,
    mailbox,
  ]);
}

function webhookTarget(config: SandboxConfig): WebhookTarget | undefined {
  const { SANDBOX_WEBHOOK_URL: url, SANDBOX_WEBHOOK_SECRET: secret, SANDBOX_WEBHOOK_EVENTS: events } = config;
  if (url === undefined || secret === undefined) return undefined;
  return { url, secrets: secret.split(','), types: events === undefined ? undefined : new Set(events.split(',')) };
}
