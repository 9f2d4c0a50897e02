import { Inject, Injectable } from '@nestjs/common';
import {
  type AttemptSnapshot,
  getAttempt,
  type OrderSnapshot,
  readAttemptsByReference,
  readAttemptsOfOrders,
  readOrderSnapshots,
} from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { type Clock, Fault } from '@breakwater/kernel';
import { CLOCK, Peers } from '@breakwater/service-host';
import type { ProviderFact, Source } from '../domain/facts.js';
import { uuidOrNull } from '../domain/finding.js';
import { readFacts, type StoredFact } from '../facts/fact.repository.js';
import { isSettled } from './is-settled.js';
import { StoreStretch } from './store-stretch.js';

const TIMEOUT_MS = 5000;
/** The provider counts whole seconds. */
const SECOND_MS = 1000;

export interface SubjectReading {
  /** Order and payment are known as of then. */
  readonly atMs: number;
  /** Nothing is under way at payment for any of its attempts. */
  readonly settled: boolean;
}

/** Reads just what order, payment and the provider say of one subject now, and stores it. */
@Injectable()
export class ReadSubject {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StoreStretch) private readonly store: StoreStretch,
    @Inject(Peers) private readonly peers: Peers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws what the services refuse with, and `reconciliation.resolution.outdated` when something moved meanwhile. */
  async run(subject: string): Promise<SubjectReading> {
    const atMs = this.clock.now();
    const facts = await readFacts(this.database.writer, [subject]);
    const orderIds = await this.ordersOf(subject, facts);
    const orders = orderIds.length === 0 ? [] : await this.readOrders(orderIds);
    const attempts = orderIds.length === 0 ? [] : await this.readAttempts(orderIds);
    await this.readMovements(facts);
    await this.refuseStale(orderIds, orders, attempts);
    const named = new Set(movementsOf(facts).map(({ attemptId }) => attemptId));
    // Its charge may be there before payment has written down which PaymentIntent it is.
    if (attempts.some((attempt) => named.has(attempt.attemptId) && hasYetToHear(attempt))) {
      throw outdated('payment is just asking for that charge');
    }
    return { atMs, settled: attempts.every(isSettled) };
  }

  /** A stray may have become somebody's since. */
  private async ordersOf(subject: string, facts: readonly StoredFact[]): Promise<string[]> {
    const own = uuidOrNull(subject);
    if (own !== null) return [own];
    const moved = movementsOf(facts);
    const references = [...new Set(moved.flatMap(({ providerReference }) => providerReference ?? []))];
    const attemptIds = [...new Set(moved.flatMap(({ attemptId }) => uuidOrNull(attemptId) ?? []))];
    const byReference =
      references.length === 0
        ? []
        : (await this.payment.call(readAttemptsByReference, { body: { references }, timeoutMs: TIMEOUT_MS })).items;
    const byId = await Promise.all(attemptIds.map((attemptId) => this.orderOfAttempt(attemptId)));
    return [...new Set([...byReference.map(({ orderId }) => orderId), ...byId.flatMap((orderId) => orderId ?? [])])];
  }

  private async orderOfAttempt(attemptId: string): Promise<string | null> {
    const query = { refresh: 'false' } as const;
    try {
      return (await this.payment.call(getAttempt, { params: { attemptId }, query, timeoutMs: TIMEOUT_MS })).orderId;
    } catch (error) {
      if (error instanceof Fault && error.code === 'payment.attempt.not_found') return null;
      throw error;
    }
  }

  private async readOrders(orderIds: string[]): Promise<readonly OrderSnapshot[]> {
    const order = this.peers.get('order');
    const { items } = await order.call(readOrderSnapshots, { body: { orderIds }, timeoutMs: TIMEOUT_MS });
    for (const { updatedAt } of items) await this.store.runWithin('order', momentOf(updatedAt));
    return items;
  }

  private async readAttempts(orderIds: string[]): Promise<readonly AttemptSnapshot[]> {
    const { items } = await this.payment.call(readAttemptsOfOrders, { body: { orderIds }, timeoutMs: TIMEOUT_MS });
    for (const { updatedAt } of items) await this.store.runWithin('payment', momentOf(updatedAt));
    return items;
  }

  private async readMovements(facts: readonly StoredFact[]): Promise<void> {
    const seconds = new Set(movementsOf(facts).map(({ createdAt }) => Math.floor(Date.parse(createdAt) / SECOND_MS)));
    for (const second of seconds) {
      await this.store.runWithin('provider', { fromMs: second * SECOND_MS, toMs: (second + 1) * SECOND_MS });
    }
  }

  /** What changed between two of the questions is not known as of one moment. */
  private async refuseStale(
    orderIds: readonly string[],
    orders: readonly OrderSnapshot[],
    attempts: readonly AttemptSnapshot[],
  ): Promise<void> {
    const stored = await readFacts(this.database.writer, orderIds);
    const isStored = (source: Source, id: string, updatedAt: string): boolean =>
      stored.some(
        ({ source: of, body }) =>
          of === source && body[source === 'order' ? 'orderId' : 'attemptId'] === id && body['updatedAt'] === updatedAt,
      );
    // An attempt that never reached the provider is no fact.
    const atProvider = attempts.filter(({ providerReference }) => providerReference !== null);
    const known =
      orders.every(({ orderId, updatedAt }) => isStored('order', orderId, updatedAt)) &&
      atProvider.every(({ attemptId, updatedAt }) => isStored('payment', attemptId, updatedAt));
    if (!known) throw outdated('order or payment changed while they were read');
  }

  private get payment() {
    return this.peers.get('payment');
  }
}

export function outdated(message: string): Fault {
  return new Fault('unavailable', 'reconciliation.resolution.outdated', message, { retryAfterSeconds: 2 });
}

function hasYetToHear({ providerReference, state }: AttemptSnapshot): boolean {
  return providerReference === null && (state === 'created' || state === 'unknown');
}

function movementsOf(facts: readonly StoredFact[]): ProviderFact[] {
  return facts.filter(({ source }) => source === 'provider').map(({ body }) => body as unknown as ProviderFact);
}

function momentOf(at: string): { fromMs: number; toMs: number } {
  const fromMs = Date.parse(at);
  return { fromMs, toMs: fromMs + 1 };
}
