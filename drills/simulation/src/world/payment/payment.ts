import { type AdjustmentKind, adjustmentPostings } from '@breakwater/payment/domain/ledger-postings';
import { lookAgainInMs } from '@breakwater/payment/domain/look-again';
import { Fault } from '@breakwater/kernel';
import type { Context, Engine } from '../../engine/engine.js';
import type { Process } from '../../engine/process.js';
import { NEVER } from '../../engine/scheduler.js';
import { Service } from '../../engine/service.js';
import type { Task } from '../../engine/task.js';
import type { Deliver } from '../outbox.js';
import type { Movement } from '../provider/books.js';
import type { Provider, WebhookEvent } from '../provider/provider.js';
import type { Settings } from '../settings.js';
import { startSweeper } from '../sweeper.js';
import type { Wiring } from '../wiring.js';
import { Attempts, unavailable } from './attempts.js';
import { CURRENCY, PaymentStore, type WebhookRow } from './payment-store.js';
import { ProviderFailure, ProviderGate } from './provider-gate.js';
import { Refunds } from './refunds.js';

const TRIES_FOR_STRANGERS = 6;

export class Payment {
  readonly service: Service;
  readonly store: PaymentStore;
  readonly attempts: Attempts;
  readonly refunds: Refunds;
  readonly #gate: ProviderGate;

  constructor(
    private readonly engine: Engine,
    private readonly wiring: Wiring,
    private readonly settings: Settings,
    private readonly provider: Provider,
  ) {
    this.service = new Service(engine, 'payment', settings.instances);
    this.store = new PaymentStore(engine, wiring);
    this.#gate = new ProviderGate(engine, provider, settings);
    this.attempts = new Attempts(this.store, this.#gate, provider);
    this.refunds = new Refunds(this.store, this.#gate, provider, this.attempts);
  }

  start(deliver: Deliver): void {
    for (const process of this.service.instances)
      process.boots(() => {
        this.#gate.forget(process);
        this.store.outbox.startRelay(process, deliver);
        this.#startSweeper(process);
      });
  }

  /** The provider's door: stored, answered, and worked later. */
  *webhook(context: Context, { id, reference, type }: WebhookEvent): Task<void> {
    const { database, webhooks } = this.store;
    const now = this.engine.now();
    if (!this.wiring.habits.webhooksAreReasonsToLook) return yield* this.#believe(context, reference, type);
    const isNew = yield* database.transaction(context, `storing ${id}`, () =>
      webhooks.insert(id, { id, reference, tries: 0, nextTryAt: now }),
    );
    if (isNew) context.process.spawn(this.#workWebhooks(this.engine.context(context.process), id));
  }

  /** provider-health.controller.ts: one cheap read at the provider. */
  *probe(context: Context): Task<boolean> {
    try {
      return yield* this.#gate.pass(context, 'retrieve', null, 'balance', () => true);
    } catch (error) {
      if (error instanceof ProviderFailure) return false;
      throw error;
    }
  }

  /** The provider's report, as facts for reconciliation. */
  *providerMovements(context: Context): Task<readonly Movement[]> {
    try {
      return yield* this.#gate.pass(context, 'balance_transactions', null, '', () => [
        ...this.provider.books.movements,
      ]);
    } catch (error) {
      if (error instanceof ProviderFailure) throw unavailable(error.message);
      throw error;
    }
  }

  /** adjust-ledger.ts: books what reconciliation could explain, once for its id, and once for what it is about. */
  *adjust(
    context: Context,
    id: string,
    kind: AdjustmentKind,
    attemptId: string | null,
    reference: string | null,
    amountMinor: number,
  ): Task<void> {
    const { database, ledger, refunds } = this.store;
    yield* database.transaction(context, `adjusting for ${id}`, () => {
      if (ledger.get(id) !== undefined) return;
      const isBooked =
        kind === 'adopt_refund' &&
        refunds.all().some((refund) => refund.reference === reference && refund.state === 'succeeded');
      if (isBooked) throw new Fault('conflict', 'payment.adjustment.already_booked', id);
      ledger.set(id, {
        adopts: kind === 'adopt_refund' ? reference : null,
        attemptId: attemptId ?? '',
        postings: adjustmentPostings(kind, { amountMinor, currency: CURRENCY }),
      });
    });
  }

  /** sweep-unfinished.ts */
  #startSweeper(process: Process): void {
    const { attempts, refunds, webhooks, database } = this.store;
    const { sweepsAttempts, sweepsRefunds } = this.wiring.habits;
    startSweeper(this.engine, process, {
      everyMs: this.settings.sweepEveryMs,
      database,
      nextDueAt: () => {
        const attempt = sweepsAttempts ? attempts.earliest(({ nextLookAt }) => nextLookAt) : NEVER;
        const refund = sweepsRefunds ? refunds.earliest(({ nextLookAt }) => nextLookAt) : NEVER;
        const webhook = webhooks.earliest(({ nextTryAt }) => nextTryAt);
        return Math.min(attempt, refund, webhook);
      },
      sweep: (context) => this.#sweep(context),
    });
  }

  *#sweep(context: Context): Task<void> {
    if (this.wiring.habits.sweepsAttempts)
      for (const id of yield* this.#claimDue(context)) {
        try {
          yield* this.attempts.refreshUnlessBusy(context, id, false);
        } catch (error) {
          this.engine.log(context.process, error);
        }
      }
    if (this.wiring.habits.sweepsRefunds) yield* this.refunds.workDue(context);
    yield* this.#workWebhooks(context, null);
  }

  *#claimDue(context: Context): Task<string[]> {
    const { database, attempts } = this.store;
    const now = this.engine.now();
    return yield* database.transaction(context, 'claiming attempts', () => {
      const due = attempts.all().filter(({ nextLookAt }) => nextLookAt !== null && nextLookAt <= now);
      for (const row of due) {
        const looks = row.looks + 1;
        const inMs = lookAgainInMs(row.attempt.state, looks);
        attempts.set(row.id, { ...row, looks, nextLookAt: inMs === null ? null : now + inMs });
      }
      return due.map(({ id }) => id);
    });
  }

  /** work-webhooks.ts */
  *#workWebhooks(context: Context, only: string | null): Task<void> {
    const { database, webhooks } = this.store;
    const now = this.engine.now();
    const claimed = yield* database.transaction(context, 'claiming webhooks', () => {
      const due = webhooks
        .all()
        .filter(({ id, nextTryAt }) => nextTryAt !== null && nextTryAt <= now && (only === null || id === only));
      return due.map((row) => {
        const taken = { ...row, tries: row.tries + 1, nextTryAt: now + Math.min(2 ** row.tries, 300) * 1000 };
        webhooks.set(row.id, taken);
        return taken;
      });
    });
    for (const event of claimed) {
      try {
        if (!(yield* this.#workWebhook(context, event))) continue;
        yield* database.transaction(context, `${event.id} is done`, () =>
          webhooks.set(event.id, { ...webhooks.get(event.id)!, nextTryAt: null }),
        );
      } catch (error) {
        this.engine.log(context.process, error);
      }
    }
  }

  *#workWebhook(context: Context, event: WebhookRow): Task<boolean> {
    const attempt = this.#byReference(event.reference);
    if (attempt === undefined) return event.tries >= TRIES_FOR_STRANGERS;
    if ((yield* this.attempts.refreshUnlessBusy(context, attempt, true)) === undefined) return false;
    return yield* this.refunds.workThoseOf(context, attempt);
  }

  /** The way of a planted bug: the event itself is taken for the truth, however late it is. */
  *#believe(context: Context, reference: string, type: string): Task<void> {
    const id = this.#byReference(reference);
    if (id === undefined) return;
    if (type === 'payment_intent.payment_failed') {
      yield* this.store.applyNews(context, id, {
        type: 'declined',
        decline: { code: 'card_declined', message: 'declined' },
      });
    } else if (type === 'payment_intent.requires_action') {
      yield* this.store.applyNews(context, id, { type: 'action_required', url: null });
    } else if (type === 'payment_intent.amount_capturable_updated') {
      yield* this.store.applyNews(context, id, { type: 'authorized' });
    } else if (type === 'charge.refunded') {
      const amountMinor = this.provider.books.refunds.findLast(({ intent }) => intent === reference)!.amount;
      yield* this.store.applyNews(context, id, { type: 'refunded', amountMinor });
    } else if (type === 'payment_intent.canceled') {
      yield* this.store.applyNews(context, id, { type: 'canceled' });
    }
  }

  #byReference(reference: string): string | undefined {
    return this.store.attempts.all().find(({ attempt }) => attempt.reference === reference)?.id;
  }
}
