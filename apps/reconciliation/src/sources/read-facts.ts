import { Inject, Injectable } from '@nestjs/common';
import { getAttempt, listOrderFacts, listPaymentFacts, listProviderFacts } from '@breakwater/contracts';
import { Fault, isFault } from '@breakwater/kernel';
import { Peers } from '@breakwater/service-host';
import type { AttemptGlance, OrderFact, PaymentFact, ProviderFact } from '../domain/facts.js';
import type { Stretch } from '../domain/slices.js';

const PAGE = 500;
const TIMEOUT_MS = 5000;
/** The provider's metadata may hold anything in the place of our id. */
const UNKNOWN = ['payment.attempt.not_found', 'request.input.invalid'];

interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}
interface Query {
  readonly from: string;
  readonly to: string;
  readonly limit: number;
  readonly after?: string;
}

/** Reads the three sources page by page. Throws `reconciliation.source.unavailable` when one of them does not answer. */
@Injectable()
export class ReadFacts {
  constructor(@Inject(Peers) private readonly peers: Peers) {}

  orders(stretch: Stretch): Promise<OrderFact[]> {
    const order = this.peers.get('order');
    return all('order', stretch, (query) => order.call(listOrderFacts, { query, timeoutMs: TIMEOUT_MS }));
  }

  payments(stretch: Stretch): Promise<PaymentFact[]> {
    const payment = this.peers.get('payment');
    return all('payment', stretch, (query) => payment.call(listPaymentFacts, { query, timeoutMs: TIMEOUT_MS }));
  }

  provider(stretch: Stretch): Promise<ProviderFact[]> {
    const payment = this.peers.get('payment');
    return all('provider', stretch, (query) => payment.call(listProviderFacts, { query, timeoutMs: TIMEOUT_MS }));
  }

  /** Those of the provider's facts that belong to one of these PaymentIntents; the others are let go page by page. */
  providerOf(references: ReadonlySet<string>, stretch: Stretch): Promise<ProviderFact[]> {
    const payment = this.peers.get('payment');
    return all('provider', stretch, async (query) => {
      const page = await payment.call(listProviderFacts, { query, timeoutMs: TIMEOUT_MS });
      return { ...page, items: page.items.filter(({ providerReference: of }) => of !== null && references.has(of)) };
    });
  }

  /** Undefined when payment knows no such attempt. */
  async glance(attemptId: string): Promise<AttemptGlance | undefined> {
    try {
      const { orderId, state, amount, updatedAt } = await this.peers
        .get('payment')
        .call(getAttempt, { params: { attemptId }, query: {}, timeoutMs: TIMEOUT_MS });
      return { attemptId, orderId, state, amount, updatedAt };
    } catch (error) {
      if (isFault(error) && UNKNOWN.includes(error.code)) return undefined;
      throw unavailable('payment', error);
    }
  }
}

async function all<T>(source: string, stretch: Stretch, read: (query: Query) => Promise<Page<T>>): Promise<T[]> {
  const window = { from: iso(stretch.fromMs), to: iso(stretch.toMs), limit: PAGE };
  const items: T[] = [];
  let after: string | null = null;
  do {
    try {
      const page: Page<T> = await read(after === null ? window : { ...window, after });
      items.push(...page.items);
      after = page.next;
    } catch (error) {
      throw unavailable(source, error);
    }
  } while (after !== null);
  return items;
}

function unavailable(source: string, cause: unknown): Fault {
  return new Fault('unavailable', 'reconciliation.source.unavailable', `${source} did not give its facts`, {
    publicMessage: `The facts of ${source} cannot be read just now, so nothing was compared.`,
    details: { source },
    retryAfterSeconds: 10,
    cause,
  });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
