import type {
  AttemptSnapshot,
  LedgerFacts,
  OrderSnapshot,
  ProviderFact,
  ReservationSnapshot,
  StockSnapshot,
} from '@breakwater/contracts';
import type { PeerAnswer, PeerRequest, PeerScript } from '@breakwater/testing';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const ok = (body: unknown): PeerAnswer => ({ status: 200, body });
const long = '2026-01-01T00:00:00.000Z';

/** A shop of a few rows: what every service says, to be made wrong by a test. */
export class SmallWorld {
  readonly orders = new Map<string, OrderSnapshot>();
  readonly acknowledged: string[] = [];
  readonly reservations = new Map<string, ReservationSnapshot>();
  readonly attempts: AttemptSnapshot[] = [];
  readonly stock: StockSnapshot[] = [];
  readonly held = new Map<string, number>();
  corrected: string[] = [];
  /** Nothing has changed lately: only what is asked for by name is shown, or by a look at everything. */
  quiet = false;
  ledger: LedgerFacts = {
    asOf: long,
    accounts: [{ account: 'bank', currency: 'EUR', debitMinor: 5, creditMinor: 5, balanceMinor: 0 }],
    unbalanced: [],
    seals: { count: 1, lastSealedAt: long, unsealed: 0, broken: [] },
  };

  /** An order that was paid for long ago, with everything that belongs to it. */
  addPaid(): string {
    const orderId = crypto.randomUUID();
    const reference = `pi_${orderId.replaceAll('-', '')}`;
    this.orders.set(orderId, {
      orderId,
      state: 'paid',
      final: true,
      steps: [],
      total: eur(1000),
      refunded: eur(0),
      version: 5,
      stateSince: long,
      updatedAt: long,
    });
    this.acknowledged.push(orderId);
    this.reservations.set(orderId, { orderId, state: 'confirmed', returned: false, updatedAt: long });
    this.attempts.push({
      attemptId: crypto.randomUUID(),
      orderId,
      state: 'captured',
      settled: true,
      providerReference: reference,
      captured: eur(1000),
      refunded: eur(0),
      ledger: eur(1000),
      adjusted: eur(0),
      updatedAt: long,
    });
    this.held.set(reference, 1000);
    return orderId;
  }

  addStock(sku: string, change: Partial<StockSnapshot> = {}): void {
    const level = { available: 8, held: 1, confirmed: 1, received: 10 };
    this.stock.push({ sku, ...level, heldInReservations: 1, confirmedInReservations: 1, ...change });
  }

  attemptOf(orderId: string): AttemptSnapshot {
    const found = this.attempts.find((attempt) => attempt.orderId === orderId);
    if (found === undefined) throw new Error('no such attempt');
    return found;
  }

  readonly order: PeerScript = ({ path, query, body }) => {
    if (this.isLeftOut(path, query)) return ok({ orderIds: [], next: null });
    switch (path.replace('/internal/facts/invariants/', '')) {
      case 'changed-orders':
        return ok({ orderIds: [...this.orders.keys()], next: null });
      case 'unfinished-orders':
        return ok({
          orderIds: [...this.orders.values()].filter(isUnfinished).map(({ orderId }) => orderId),
          next: null,
        });
      case 'acknowledged-orders':
        return ok({ orderIds: this.acknowledged, next: null });
      default:
        return ok({ items: idsIn(body).flatMap((id) => this.orders.get(id) ?? []) });
    }
  };

  readonly inventory: PeerScript = ({ method, path, query, body }) => {
    if (this.isLeftOut(path, query)) return ok({ orderIds: [], next: null });
    switch (path.replace('/internal/facts/invariants/', '')) {
      case 'stock': {
        const skus = method === 'POST' ? (body as { skus: string[] }).skus : undefined;
        const whole = method === 'POST' || query.get('sold') === 'true';
        const items = this.stock
          .filter(({ sku }) => skus?.includes(sku) ?? true)
          .map((one) => (whole ? one : { ...one, confirmedInReservations: null }));
        return ok(method === 'POST' ? { items } : { items, next: null });
      }
      case 'changed-reservations':
        return ok({ orderIds: [...this.reservations.keys()], next: null });
      default:
        return ok({ items: idsIn(body).flatMap((id) => this.reservations.get(id) ?? []) });
    }
  };

  readonly payment: PeerScript = (request) => {
    if (request.path === '/internal/facts/ledger') return ok(this.ledger);
    const quiet = this.isLeftOut(request.path, request.query);
    if (request.path === '/internal/facts/provider') return quiet ? ok({ items: [], next: null }) : this.movements();
    if (quiet) return ok({ items: [], next: null });
    return this.paymentSnapshots(request);
  };

  private isLeftOut(path: string, query: URLSearchParams): boolean {
    const listed = /changed-|acknowledged-|facts\/provider$/.test(path);
    return this.quiet && listed && Date.parse(query.get('from') ?? '') > 0;
  }

  private paymentSnapshots({ path, body }: PeerRequest): PeerAnswer {
    const name = path.replace('/internal/facts/invariants/', '');
    const { references = [] } = (body ?? {}) as { references?: string[] };
    switch (name) {
      case 'changed-attempts':
        return ok({ items: this.attempts, next: null });
      case 'attempts':
        return ok({ items: this.attempts.filter(({ orderId }) => idsIn(body).includes(orderId)) });
      case 'attempts-by-reference':
        return ok({ items: this.attempts.filter(({ providerReference: of }) => references.includes(of ?? '')) });
      case 'corrections':
        return ok({ references: this.corrected.filter((one) => references.includes(one)) });
      default: {
        const reference = name.replace('provider/', '');
        const held = this.held.get(reference);
        return ok({ providerReference: reference, held: held === undefined ? null : eur(held) });
      }
    }
  }

  movements(which: (fact: ProviderFact) => boolean = () => true): PeerAnswer {
    const items = [...this.held].map(([reference, minor]): ProviderFact => ({
      id: `txn_${reference}`,
      type: 'charge',
      source: `ch_${reference}`,
      providerReference: reference,
      attemptId: null,
      amount: eur(minor),
      fee: eur(0),
      net: eur(minor),
      payoutId: null,
      createdAt: new Date(Date.now() - 60_000).toISOString(),
    }));
    return ok({ items: items.filter(which), next: null });
  }
}

function isUnfinished({ final, steps }: OrderSnapshot): boolean {
  return !final || steps.length > 0;
}

function idsIn(body: unknown): string[] {
  return (body as { orderIds: string[] }).orderIds;
}
