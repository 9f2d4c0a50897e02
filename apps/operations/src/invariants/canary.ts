import { Cart, getProduct, listOrders, listProducts } from '@breakwater/contracts';
import { type ForeignLook, judgeForeignLook, judgeOwnWrite } from '../domain/invariants/visibility.js';
import type { Violation } from '../domain/invariants/violation.js';
import { beforeSecondLook, type CheckContext, orNotChecked } from './check-context.js';
import { EdgeVisitor } from './edge-visitor.js';
import { SourceAway } from './source-away.js';

const MOST_PIECES = 9;

/**
 * A visitor who comes in by the front door: writes into a cart and looks whether it is there, wherever the balancer leads,
 * and tries whether anybody else's order can be seen. The same visitor for as long as this process lives.
 */
export class Canary {
  private readonly visitor: EdgeVisitor;
  private sku: string | undefined;
  private rounds = 0;

  constructor(edgeUrl: string) {
    this.visitor = new EdgeVisitor(edgeUrl);
  }

  /** `readings`: so many that every instance behind the balancer is met. */
  async run(context: CheckContext, orderIds: readonly string[], readings: number): Promise<void> {
    await orNotChecked(context, [5], () => this.ownWrite(context, readings));
    await orNotChecked(context, [5], () => this.foreignOrders(context, orderIds));
  }

  private async ownWrite({ tally }: CheckContext, readings: number): Promise<void> {
    const sku = (this.sku ??= await this.chooseSku());
    const written = (this.rounds++ % MOST_PIECES) + 1;
    const answer = await this.visitor.ask('PUT', `/api/cart/lines/${sku}`, { quantity: written });
    if (answer.status !== 200) {
      this.sku = undefined;
      throw new SourceAway('edge', `putting something into a cart was answered ${answer.status}`);
    }
    const { id: cartId } = Cart.parse(answer.body);
    const { sessionId } = this.visitor;
    const read: (number | null)[] = [];
    for (let i = 0; i < readings; i++) {
      const { status, body } = await this.visitor.ask('GET', '/api/cart');
      // A new session means a new cart: what was written belongs to the one before.
      if (status !== 200 || this.visitor.sessionId !== sessionId) continue;
      const { lines, dropped } = Cart.parse(body);
      if (dropped.includes(sku)) this.sku = undefined;
      else read.push(lines.find((line) => line.sku === sku)?.quantity ?? null);
    }
    if (read.length === 0) throw new SourceAway('edge', 'no cart could be read');
    tally.count(5, read.length);
    tally.add(judgeOwnWrite({ sessionId, cartId, sku, written, read }));
  }

  private async foreignOrders(context: CheckContext, orderIds: readonly string[]): Promise<void> {
    const own = await this.visitor.ask('GET', '/api/orders');
    if (own.status !== 200) throw new SourceAway('edge', `the list of orders was answered ${own.status}`);
    // This visitor buys nothing: whatever is shown as theirs is somebody else's.
    const shown = listOrders.responses[200].parse(own.body).items.map(({ id }) => id);
    const earlier = context.earlier.flatMap(({ invariant, ids }) => (invariant === 5 ? (ids['orderId'] ?? []) : []));
    const found: Violation[] = [];
    for (const orderId of new Set([...shown, ...earlier, ...orderIds])) {
      found.push(...(await this.tryOrder(context, orderId)));
    }
    if (found.length === 0) return;
    await beforeSecondLook(context);
    for (const { ids } of found) context.tally.add(await this.tryOrder(context, ids['orderId'] ?? ''));
  }

  private async tryOrder({ tally }: CheckContext, orderId: string): Promise<Violation[]> {
    const { status } = await this.visitor.ask('GET', `/api/orders/${orderId}`);
    const look: ForeignLook = { sessionId: this.visitor.sessionId, orderId, status };
    const judged = judgeForeignLook(look);
    if (judged === null) throw new SourceAway('edge', `an order was answered ${status}`);
    tally.count(5, 1);
    return judged;
  }

  private async chooseSku(): Promise<string> {
    const list = await this.visitor.ask('GET', '/api/catalogue/products?pageSize=1');
    const { data } = listProducts.responses[200].safeParse(list.body);
    const slug = data?.items[0]?.slug;
    if (slug === undefined) throw new SourceAway('edge', `the catalogue was answered ${list.status} or is empty`);
    const product = await this.visitor.ask('GET', `/api/catalogue/products/${slug}`);
    const sku = getProduct.responses[200].safeParse(product.body).data?.variants[0]?.sku;
    if (sku === undefined) throw new SourceAway('edge', `a product was answered ${product.status}`);
    return sku;
  }
}
