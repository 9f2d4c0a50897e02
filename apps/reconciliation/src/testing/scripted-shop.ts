import {
  type OrderFact,
  type PaymentFact,
  type PayoutFact,
  type ProviderFact,
  readAttemptsByReference,
  readAttemptsOfOrders,
  readOrderSnapshots,
} from '@breakwater/contracts';
import { type PeerAnswer, type PeerRequest, type ScriptedPeer, scriptedPeer } from '@breakwater/testing';

import { attemptSnapshotOf, orderSnapshotOf } from './snapshots.js';

const EUR = 'EUR';
const PAGE = 100;
export const eur = (amountMinor: number) => ({ amountMinor, currency: EUR });

interface BankItem {
  id: string;
  bookedAt: string;
  amountMinor: number;
  currency: string;
  reference: string;
}

export interface Asked {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Order, payment and bank as far as reconciliation sees them, all of them what the test says. */
export class ScriptedShop {
  orders: OrderFact[] = [];
  payments: PaymentFact[] = [];
  provider: ProviderFact[] = [];
  payouts: PayoutFact[] = [];
  bank: BankItem[] = [];
  /** Attempts of which a refund is pending at payment. */
  readonly refunding = new Set<string>();
  brokenSeals: { sealId: number; reason: string }[] = [];
  /** Every change that was asked for, by its path: an id asks once, however often it comes. */
  readonly asked: Asked[] = [];
  /** Answers instead of the shop, when it gives one. */
  instead: (request: PeerRequest) => PeerAnswer | undefined = () => undefined;

  private constructor(
    private readonly order: ScriptedPeer,
    readonly payment: ScriptedPeer,
    readonly bankPeer: ScriptedPeer,
  ) {}

  static async open(): Promise<ScriptedShop> {
    const peers = await Promise.all([nobody(), nobody(), nobody()]);
    const shop = new ScriptedShop(...peers);
    shop.order.script = (request) => shop.instead(request) ?? shop.answerOrder(request);
    shop.payment.script = (request) => shop.instead(request) ?? shop.answerPayment(request);
    shop.bankPeer.script = (request) =>
      shop.instead(request) ?? { status: 200, body: { items: shop.inWindow(request) } };
    return shop;
  }

  get env(): NodeJS.ProcessEnv {
    return {
      ORDER_URL: this.order.url,
      PAYMENT_URL: this.payment.url,
      BANK_STATEMENT_URL: `${this.bankPeer.url}/bank/statement`,
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.order.stop(), this.payment.stop(), this.bankPeer.stop()]);
  }

  /** One order that went well, or one more attempt of an order. */
  sell(amountMinor = 1000, at = now(), former?: OrderFact) {
    const attemptId = crypto.randomUUID();
    const orderId = former?.orderId ?? crypto.randomUUID();
    const reference = `pi_${attemptId}`;
    const amount = eur(amountMinor);
    const order: OrderFact = { orderId, attemptId, state: 'paid', total: amount, placedAt: at, updatedAt: at };
    const payment: PaymentFact = {
      attemptId,
      orderId,
      state: 'captured',
      providerReference: reference,
      captured: amount,
      refunded: eur(0),
      ledger: amount,
      feeBooked: eur(30),
      movements: [{ kind: 'capture', source: null, amount, at }],
      updatedAt: at,
    };
    const charge = chargeOf(attemptId, reference, amountMinor, at);
    if (former === undefined) this.orders.push(order);
    this.payments.push(payment);
    this.provider.push(charge);
    return { orderId, attemptId, reference, amount, order, payment, charge };
  }

  /** A charge that nobody here asked for. */
  stray(amountMinor: number): ProviderFact {
    const reference = `pi_${crypto.randomUUID()}`;
    const charge = { ...chargeOf(crypto.randomUUID(), reference, amountMinor, now()), attemptId: null };
    this.provider.push(charge);
    return charge;
  }

  private answerOrder(request: PeerRequest): PeerAnswer {
    if (request.path === readOrderSnapshots.path) {
      const { orderIds } = request.body as { orderIds: string[] };
      return listed(this.orders.filter(({ orderId }) => orderIds.includes(orderId)).map(orderSnapshotOf));
    }
    const by = request.query.get('by') === 'updated' ? 'updatedAt' : 'placedAt';
    return page(
      request,
      this.orders,
      (fact) => fact[by],
      ({ orderId }) => orderId,
    );
  }

  private answerPayment(request: PeerRequest): PeerAnswer {
    const { path } = request;
    if (path === '/internal/facts/provider') return page(request, this.provider, created, ({ id }) => id);
    if (path === '/internal/facts/payouts') return page(request, this.payouts, created, ({ payoutId }) => payoutId);
    if (path === '/internal/facts/payments') {
      return page(
        request,
        this.payments,
        ({ updatedAt }) => updatedAt,
        ({ attemptId }) => attemptId,
      );
    }
    if (path === readAttemptsOfOrders.path) {
      const { orderIds } = request.body as { orderIds: string[] };
      return this.snapshots(({ orderId }) => orderIds.includes(orderId));
    }
    if (path === readAttemptsByReference.path) {
      const { references } = request.body as { references: string[] };
      return this.snapshots(({ providerReference }) => references.includes(providerReference ?? ''));
    }
    if (path === '/internal/facts/ledger') return { status: 200, body: this.ledger() };
    return this.act(request);
  }

  private snapshots(which: (payment: PaymentFact) => boolean): PeerAnswer {
    return listed(
      this.payments.filter(which).map((payment) => attemptSnapshotOf(payment, !this.refunding.has(payment.attemptId))),
    );
  }

  private ledger() {
    const seals = { count: 0, lastSealedAt: null, unsealed: 0, broken: this.brokenSeals };
    return { asOf: now(), accounts: [], unbalanced: [], seals };
  }

  private act({ method, path, body }: PeerRequest): PeerAnswer {
    const [, , thing, id = '', verb, refundId] = path.split('/');
    if (method === 'GET') return notFound;
    if (!this.asked.some((asked) => asked.path === path))
      this.asked.push({ path, body: (body ?? {}) as Asked['body'] });
    if (thing === 'adjustments') return { status: 200, body: { id, ledgerTransactionId: id } };
    if (thing === 'ledger') return { status: 200, body: { reverses: id, ledgerTransactionId: crypto.randomUUID() } };
    if (thing === 'provider-refunds') return this.refundStray(id, body as { providerReference: string });
    const payment = this.payments.find(({ attemptId }) => attemptId === id);
    if (payment === undefined) return notFound;
    if (verb === 'refunds')
      return this.refundAttempt(payment, refundId ?? '', body as { amount: typeof payment.captured });
    if (verb === 'capture') this.capture(payment);
    else Object.assign(payment, { state: 'voided', updatedAt: now() });
    return { status: 200, body: attemptOf(payment) };
  }

  private capture(payment: PaymentFact): void {
    const charge = this.provider.find(({ providerReference }) => providerReference === payment.providerReference);
    const amount = charge?.amount ?? payment.captured;
    Object.assign(payment, {
      state: 'captured',
      captured: amount,
      ledger: amount,
      feeBooked: charge?.fee ?? eur(0),
      movements: [{ kind: 'capture', source: null, amount, at: now() }],
      updatedAt: now(),
    });
  }

  private refundStray(id: string, { providerReference: source }: { providerReference: string }): PeerAnswer {
    const refund = `re_${id}`;
    const charge = this.provider.find((fact) => fact.source === source);
    if (charge !== undefined && !this.provider.some((fact) => fact.source === refund)) {
      this.provider.push({ ...refundOf(charge, refund), amount: eur(-charge.amount.amountMinor) });
    }
    return { status: 200, body: { id, state: 'succeeded', providerReference: refund } };
  }

  private refundAttempt(payment: PaymentFact, id: string, { amount }: { amount: PaymentFact['captured'] }): PeerAnswer {
    const source = `re_${id}`;
    const charge = this.provider.find(({ providerReference }) => providerReference === payment.providerReference);
    if (charge !== undefined && !payment.movements.some((movement) => movement.source === source)) {
      this.provider.push({ ...refundOf(charge, source), amount: eur(-amount.amountMinor) });
      Object.assign(payment, {
        refunded: amount,
        ledger: eur(payment.captured.amountMinor - amount.amountMinor),
        movements: [...payment.movements, { kind: 'refund', source, amount, at: now() }],
        updatedAt: now(),
      });
    }
    return { status: 200, body: { id, attemptId: payment.attemptId, amount, state: 'succeeded' } };
  }

  private inWindow({ query }: PeerRequest): BankItem[] {
    const [from, to] = [query.get('from') ?? '', query.get('to') ?? ''];
    return this.bank.filter(({ bookedAt }) => bookedAt >= from && bookedAt < to);
  }
}

const listed = (items: readonly object[]): PeerAnswer => ({ status: 200, body: { items } });
const notFound = { status: 404, body: { error: { code: 'payment.attempt.not_found', message: 'no' } } };
const created = ({ createdAt }: { createdAt: string }): string => createdAt;

function nobody(): Promise<ScriptedPeer> {
  return scriptedPeer(() => notFound);
}

function chargeOf(attemptId: string, providerReference: string, amountMinor: number, createdAt: string): ProviderFact {
  return {
    id: `txn_${attemptId}`,
    type: 'charge',
    source: `ch_${attemptId}`,
    providerReference,
    attemptId,
    amount: eur(amountMinor),
    fee: eur(30),
    net: eur(amountMinor - 30),
    payoutId: null,
    createdAt,
  };
}

function refundOf(charge: ProviderFact, source: string): ProviderFact {
  return { ...charge, id: `txn_${source}`, type: 'refund', source, attemptId: null, fee: eur(0), createdAt: now() };
}

function attemptOf({ attemptId: id, orderId, state, captured, providerReference, updatedAt }: PaymentFact) {
  const amount = captured.amountMinor > 0 ? captured : eur(1);
  return { id, orderId, state, amount, providerReference, decline: null, nextActionUrl: null, updatedAt };
}

/** A page as the services give it, of at most PAGE rows, whatever is asked for. */
function page<T>({ query }: PeerRequest, all: readonly T[], timeOf: (fact: T) => string, idOf: (fact: T) => string) {
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? ''];
  const inside = all.filter((fact) => timeOf(fact) >= from && timeOf(fact) < to);
  const start = inside.findIndex((fact) => idOf(fact) === query.get('after')) + 1;
  const items = inside.slice(start, start + PAGE);
  return { status: 200, body: { items, next: start + PAGE < inside.length ? idOf(items.at(-1)!) : null } };
}

export function now(): string {
  return new Date().toISOString();
}
