import * as contract from '@breakwater/contracts';
import type { Peers } from '@breakwater/service-host';
import type { Books } from '../domain/invariants/ledger.js';
import type { AttemptFacts, OrderFacts, ReservationFacts } from '../domain/invariants/order-case.js';
import type { StockLevel } from '../domain/invariants/stock.js';
import { Asking, type Client, type Pages } from './asking.js';

const PAGE = 500;
const TIMEOUT_MS = 6000;

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The facts of every service, for one check. Everything throws SourceAway. */
export class Sources {
  private readonly asking: Asking;

  constructor(peers: Peers) {
    this.asking = new Asking(peers);
  }

  changedOrders(window: Window): Pages<string> {
    return this.idPages('order', (order, after) =>
      order.call(contract.listChangedOrders, { query: query(window, after), timeoutMs: TIMEOUT_MS }),
    );
  }
  acknowledgedOrders(window: Window): Pages<string> {
    return this.idPages('order', (order, after) =>
      order.call(contract.listAcknowledgedOrders, { query: query(window, after), timeoutMs: TIMEOUT_MS }),
    );
  }
  unfinishedOrders(): Pages<string> {
    return this.idPages('order', (order, after) =>
      order.call(contract.listUnfinishedOrders, {
        query: { limit: PAGE, ...(after === undefined ? {} : { after }) },
        timeoutMs: TIMEOUT_MS,
      }),
    );
  }
  changedReservations(window: Window): Pages<string> {
    return this.idPages('inventory', (inventory, after) =>
      inventory.call(contract.listChangedReservations, { query: query(window, after), timeoutMs: TIMEOUT_MS }),
    );
  }
  changedAttempts(window: Window): Pages<AttemptFacts> {
    return this.asking.pages('payment', (payment, after) =>
      payment.call(contract.listChangedAttempts, { query: query(window, after), timeoutMs: TIMEOUT_MS }),
    );
  }
  stock(sold: boolean): Pages<StockLevel> {
    return this.asking.pages('inventory', (inventory, after) =>
      inventory.call(contract.listStockSnapshots, {
        query: { limit: PAGE, sold: sold ? 'true' : 'false', ...(after === undefined ? {} : { after }) },
        timeoutMs: TIMEOUT_MS,
      }),
    );
  }
  /** The provider's own movements of money, newest first. */
  providerMovements(window: Window): Pages<contract.ProviderFact> {
    return this.asking.pages(
      'payment',
      (payment, after) =>
        payment.call(contract.listProviderFacts, { query: query(window, after), timeoutMs: TIMEOUT_MS }),
      'provider',
    );
  }

  async orders(orderIds: readonly string[]): Promise<readonly OrderFacts[]> {
    const body = { orderIds: [...orderIds] };
    return (
      await this.asking.ask('order', (of) => of.call(contract.readOrderSnapshots, { body, timeoutMs: TIMEOUT_MS }))
    ).items;
  }
  async reservations(orderIds: readonly string[]): Promise<readonly ReservationFacts[]> {
    const body = { orderIds: [...orderIds] };
    const route = contract.readReservationSnapshots;
    return (await this.asking.ask('inventory', (of) => of.call(route, { body, timeoutMs: TIMEOUT_MS }))).items;
  }
  async attempts(orderIds: readonly string[]): Promise<readonly AttemptFacts[]> {
    const body = { orderIds: [...orderIds] };
    const route = contract.readAttemptsOfOrders;
    return (await this.asking.ask('payment', (of) => of.call(route, { body, timeoutMs: TIMEOUT_MS }))).items;
  }
  async attemptsByReference(references: readonly string[]): Promise<readonly AttemptFacts[]> {
    const body = { references: [...references] };
    const route = contract.readAttemptsByReference;
    return (await this.asking.ask('payment', (of) => of.call(route, { body, timeoutMs: TIMEOUT_MS }))).items;
  }
  async stockOf(skus: readonly string[]): Promise<readonly StockLevel[]> {
    const body = { skus: [...skus] };
    const route = contract.readStockSnapshots;
    return (await this.asking.ask('inventory', (of) => of.call(route, { body, timeoutMs: TIMEOUT_MS }))).items;
  }
  /** Those that a correction in the ledger has booked. */
  async corrected(references: readonly string[]): Promise<readonly string[]> {
    const body = { references: [...references] };
    const route = contract.readCorrectedReferences;
    return (await this.asking.ask('payment', (of) => of.call(route, { body, timeoutMs: TIMEOUT_MS }))).references;
  }
  async heldAtProvider(reference: string): Promise<contract.Money | null> {
    const route = contract.readProviderBalance;
    const options = { params: { reference }, timeoutMs: TIMEOUT_MS };
    return (await this.asking.ask('payment', (of) => of.call(route, options), 'provider')).held;
  }
  /** `seals`: those are verified for certain, whichever instance answers. */
  ledger(seals: readonly string[]): Promise<Books & contract.LedgerFacts> {
    const named = seals.length === 0 ? {} : { seals: seals.join(',') };
    return this.asking.ask(
      'payment',
      (of) => of.call(contract.getLedgerFacts, { query: named, timeoutMs: TIMEOUT_MS }),
      'ledger',
    );
  }

  private idPages(
    service: string,
    read: (client: Client, after: string | undefined) => Promise<contract.OrderIdPage>,
  ): Pages<string> {
    return this.asking.pages(service, async (client, after) => {
      const { orderIds, next } = await read(client, after);
      return { items: orderIds, next };
    });
  }
}

function query({ fromMs, toMs }: Window, after: string | undefined): contract.ChangesQuery {
  const window = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), limit: PAGE };
  return after === undefined ? window : { ...window, after };
}
