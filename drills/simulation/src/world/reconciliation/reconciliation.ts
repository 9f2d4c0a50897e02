import type { Discrepancy, Event, Intent } from '@breakwater/reconciliation/domain/discrepancy';
import type { Knowledge, Subject } from '@breakwater/reconciliation/domain/facts';
import type { Finding } from '@breakwater/reconciliation/domain/finding';
import { isLeftToPayment } from '@breakwater/reconciliation/domain/left-to-payment';
import { ONCE } from '@breakwater/reconciliation/domain/rules';
import { Fault, isFault, sameMoney } from '@breakwater/kernel';
import { Database, type Table } from '../../engine/database.js';
import type { Context, Engine } from '../../engine/engine.js';
import type { Process } from '../../engine/process.js';
import { Service } from '../../engine/service.js';
import type { Task } from '../../engine/task.js';
import type { OrderService } from '../order/order-service.js';
import type { Payment } from '../payment/payment.js';
import type { Wiring } from '../wiring.js';
import {
  type Facts,
  noFacts,
  orderFactOf,
  ordersWithPendingRefunds,
  PATIENCE,
  paymentFactsOf,
  providerFactOf,
  subjectsOf,
} from './facts.js';
import { Resolutions } from './resolutions.js';

const TIMEOUT_MS = 5_000;
const EVERY_MS = 10_000;
const AWAY_MS = 3 * EVERY_MS;
/** In a long outage there is little to see. */
const OUT_EVERY_MS = 600_000;
const CALM_EVERY_MS = { first: 5_000, longest: 6 * 3_600_000 };
const FINAL = ['invalid', 'not_found', 'conflict', 'unprocessable', 'forbidden', 'gone'];

export interface DiscrepancyRow {
  readonly key: string;
  readonly subject: string;
  readonly finding: Finding;
  readonly life: Discrepancy;
}

/** Follows order, payment and provider, each as far as it can be read; judges, and carries what is found to its end. */
export class Reconciliation {
  readonly service: Service;
  readonly rows: Table<DiscrepancyRow>;
  readonly #database: Database;
  readonly #facts: Facts = noFacts();
  readonly #resolutions: Resolutions;
  #quietRounds = 0;
  readonly #orderFacts: () => Facts['orders'];
  readonly #paymentFacts: () => Facts['payments'];
  /** What the last judgement was of, and until when it holds if nothing changes. */
  #judged: readonly unknown[] = [];
  #judgedUntilMs = 0;

  constructor(
    private readonly engine: Engine,
    private readonly wiring: Wiring,
    private readonly orders: OrderService,
    private readonly payment: Payment,
    private readonly providerIsOut: () => boolean,
  ) {
    this.service = new Service(engine, 'reconciliation', 1);
    this.#database = new Database(engine, 'reconciliation');
    this.rows = this.#database.table<DiscrepancyRow>();
    this.#resolutions = new Resolutions(payment);
    const { store } = orders;
    this.#orderFacts = unchanged(store.database, () => store.orders.all().map(orderFactOf));
    this.#paymentFacts = unchanged(payment.store.database, () => paymentFactsOf(payment.store));
    for (const process of this.service.instances) process.boots((booted) => booted.spawn(this.#live(booted)));
  }

  *#live(process: Process): Task<void> {
    for (;;) {
      yield* this.engine.sleep(this.#pauseMs());
      try {
        yield* this.#round(this.engine.context(process));
      } catch (error) {
        this.engine.log(process, error);
      }
    }
  }

  /** When the storm is over and nothing is open, the looks become rare: time is long, and nothing happens in it. */
  #pauseMs(): number {
    const busy = this.engine.stormy || this.rows.all().some(({ life }) => life.state === 'open');
    this.#quietRounds = busy ? 0 : this.#quietRounds + 1;
    if (this.engine.stormy) return EVERY_MS;
    if (busy && this.providerIsOut()) return OUT_EVERY_MS;
    return Math.min(CALM_EVERY_MS.first * 1.3 ** this.#quietRounds, CALM_EVERY_MS.longest);
  }

  *#round(context: Context): Task<void> {
    yield* this.#read(context, false);
    const nowMs = this.engine.now();
    yield* this.#database.transaction(context, 'judging', () => this.#judge(nowMs));
    const due = yield* this.#database.transaction(context, 'intending', () => this.#begin(nowMs));
    for (const { row, intent } of due) yield* this.#work(context, row, intent);
  }

  /** Each source on its own: one that does not answer is as far as it was, unless all are needed. */
  *#read(context: Context, all: boolean): Task<void> {
    const { engine, payment, orders } = this;
    const facts = this.#facts;
    const { habits } = this.wiring;
    const orderFacts = this.#orderFacts;
    const paymentFacts = this.#paymentFacts;
    const wake = (): void => void (this.#judgedUntilMs = 0);
    const read = function* (source: 'order' | 'payment' | 'provider', task: () => Task<void>): Task<void> {
      const from = engine.now();
      try {
        yield* task();
        // Who waits for a source that was away is looked at when it is back.
        if (from - facts.readUntilMs[source] > AWAY_MS) wake();
        facts.readUntilMs[source] = from;
      } catch (error) {
        if (all || !isFault(error)) throw error;
      }
    };
    yield* read('order', function* () {
      facts.orders = yield* orders.service.call(context, 'facts', TIMEOUT_MS, (there) =>
        orders.store.database.transaction(there, 'facts', orderFacts),
      );
    });
    yield* read('payment', function* () {
      const askedMs = engine.now();
      const asks = habits.asksWhetherSettled;
      const [payments, pending] = yield* payment.service.call(context, 'facts', TIMEOUT_MS, (there) =>
        payment.store.database.transaction(
          there,
          'facts',
          () => [paymentFacts(), asks ? ordersWithPendingRefunds(payment.store) : new Set<string>()] as const,
        ),
      );
      facts.payments = payments;
      facts.pending = pending;
      for (const orderId of facts.unsettled) if (!pending.has(orderId)) facts.settledAtMs.set(orderId, askedMs);
      facts.unsettled.clear();
    });
    yield* read('provider', function* () {
      const movements = yield* payment.service.call(context, 'provider facts', TIMEOUT_MS, (there) =>
        payment.providerMovements(there),
      );
      const seen = new Map(facts.provider.map(({ id, seenAtMs }) => [id, seenAtMs]));
      facts.provider = movements.map((moved) => ({
        ...providerFactOf(moved),
        seenAtMs: seen.get(moved.id) ?? engine.now(),
      }));
    });
  }

  /** Nothing is judged again that would be judged the same. */
  #judge(nowMs: number): void {
    const { orders, payments, provider, settledAtMs } = this.#facts;
    const facts = [orders, payments, provider.length, settledAtMs.size, this.#database.version];
    if (nowMs < this.#judgedUntilMs && facts.every((one, i) => one === this.#judged[i])) return;
    this.#judged = facts;
    this.#judgedUntilMs = this.rows.earliest(({ life }) => life.acted?.verifyAtMs ?? null);
    for (const subject of this.#subjects()) {
      const { lookAgainAtMs } = this.#judgeSubject(subject, nowMs);
      if (lookAgainAtMs !== null && lookAgainAtMs < this.#judgedUntilMs) this.#judgedUntilMs = lookAgainAtMs;
    }
  }

  #subjects(): Subject[] {
    return subjectsOf(this.#facts, (key) => this.#resolutions.doingsOf(this.#of(key)));
  }

  /** apply-judgement.ts: what is held back stays as it is. */
  #judgeSubject(subject: Subject, nowMs: number): ReturnType<Wiring['judge']> {
    const { readUntilMs, unsettled } = this.#facts;
    const knowledge: Knowledge = {
      nowMs,
      beganMs: Number.NEGATIVE_INFINITY,
      readUntilMs,
      absent: new Set(),
      patience: PATIENCE,
    };
    const judgement = this.wiring.judge(subject, knowledge);
    const keyOf = ({ situation, ref }: Finding): string => `${subject.key} ${situation} ${ref}`;
    const left = new Map(this.#of(subject.key).map((row) => [row.key, row]));
    for (const finding of judgement.heldBack) left.delete(keyOf(finding));
    if (judgement.askWhetherSettled) unsettled.add(subject.key);
    for (const finding of judgement.findings) {
      const key = keyOf(finding);
      const known = left.get(key);
      left.delete(key);
      const event = { type: 'seen', nowMs, situation: finding.situation, amount: finding.unexplained } as const;
      this.#save({ key, subject: subject.key, finding, life: known?.life ?? null }, event);
    }
    for (const row of left.values()) {
      const kept = isLeftToPayment(row.finding.situation, row.finding.ref, subject.provider);
      this.#save(row, { type: 'gone', nowMs, became: null, kept });
    }
    return judgement;
  }

  #begin(nowMs: number): { row: DiscrepancyRow; intent: Intent }[] {
    return this.rows.all().flatMap((row) => {
      if (row.life.nextTryAtMs === null || row.life.nextTryAtMs > nowMs) return [];
      const { effects } = this.#save(row, { type: 'due', nowMs });
      const act = effects.find((effect) => effect.type === 'act');
      return act === undefined ? [] : [{ row, intent: act.intent }];
    });
  }

  *#work(context: Context, row: DiscrepancyRow, intent: Intent): Task<void> {
    const { engine } = this;
    const { round } = intent;
    let event: Event;
    try {
      yield* engine.gap(context, 'reconciliation.resolution.intended');
      if (!(yield* this.#confirm(context, row, intent))) return;
      yield* engine.gap(context, 'reconciliation.resolution.confirmed');
      const result = yield* this.#resolutions.carryOut(context, row, intent);
      yield* engine.gap(context, 'reconciliation.resolution.done');
      event = { type: 'acted', nowMs: engine.now(), round, result };
    } catch (error) {
      if (!isFault(error)) throw error;
      event = { type: 'failed', nowMs: engine.now(), round, error: error.code, final: FINAL.includes(error.kind) };
    }
    engine.trace.say(
      context.process.name,
      () => `${row.key}: ${intent.action} ${event.type === 'failed' ? event.error : 'done'}`,
    );
    yield* this.#database.transaction(context, 'recording a resolution', () =>
      this.#save(this.rows.get(row.key)!, event),
    );
  }

  /** confirm-act.ts: what the act rests on is read and judged once more; false when it is dropped. */
  *#confirm(context: Context, row: DiscrepancyRow, intent: Intent): Task<boolean> {
    if (intent.action === 'requery' || (intent.sent && ONCE.has(intent.action))) return true;
    yield* this.#read(context, true);
    return yield* this.#database.transaction(context, 'confirming', () => {
      const nowMs = this.engine.now();
      const subject = this.#subjects().find(({ key }) => key === row.subject);
      const judgement = subject && this.#judgeSubject(subject, nowMs);
      const isIt = ({ situation, ref }: Finding): boolean =>
        situation === row.finding.situation && ref === row.finding.ref;
      const found = judgement?.findings.find(isIt);
      if (found === undefined && judgement?.heldBack.some(isIt) === true) {
        throw new Fault('unavailable', 'reconciliation.resolution.outdated', 'it cannot be judged just now');
      }
      if (ONCE.has(intent.action) && this.#facts.pending.has(row.subject)) {
        throw new Fault('unavailable', 'reconciliation.resolution.outdated', 'a refund of it is under way');
      }
      const type = found !== undefined && sameMoney(found.unexplained, intent.amount) ? 'confirmed' : 'withdrawn';
      const { effects } = this.#save(this.rows.get(row.key)!, { type, nowMs, round: intent.round });
      return effects.some((effect) => effect.type === 'act');
    });
  }

  #save(
    row: Omit<DiscrepancyRow, 'life'> & { readonly life: Discrepancy | null },
    event: Event,
  ): ReturnType<Wiring['decideDiscrepancy']> {
    const decision = this.wiring.decideDiscrepancy(row.life, event);
    if (decision.state !== row.life) this.rows.set(row.key, { ...row, life: decision.state });
    for (const effect of decision.effects)
      if (effect.type === 'log')
        this.engine.trace.say(
          'reconciles',
          () =>
            `${row.key}: ${effect.event} ${effect.action ?? ''} ${row.finding.expected}, found ${row.finding.found}`,
        );
    return decision;
  }

  #of(subject: string): DiscrepancyRow[] {
    return this.rows.all().filter((row) => row.subject === subject);
  }
}

/** The same list for as long as nothing is written there. */
function unchanged<T>(database: Database, read: () => T): () => T {
  let version = -1;
  let last: T | undefined;
  return () => {
    if (version !== database.version || last === undefined) last = read();
    version = database.version;
    return last;
  };
}
