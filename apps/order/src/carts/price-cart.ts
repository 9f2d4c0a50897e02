import { Inject, Injectable } from '@nestjs/common';
import { type Cart, type CartLine, getOffers, type Offer } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { type Clock, money, multiplyMoney, sameMoney } from '@breakwater/kernel';
import { CLOCK, CONFIG, Peers } from '@breakwater/service-host';
import { type Coupon, findCoupon } from '../coupons/coupons.repository.js';
import { refusalOf } from '../domain/coupon.js';
import { totals } from '../domain/totals.js';
import type { OrderConfig } from '../order.config.js';
import type { CartLineRow, CartRow } from './carts.repository.js';

/** Puts present prices on a cart's lines. */
@Injectable()
export class PriceCart {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Peers) private readonly peers: Peers,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: OrderConfig,
  ) {}

  /** For looking at: when product is away, the prices of the time when the lines were put in are shown. */
  async toShow(cart: CartRow, lines: readonly CartLineRow[]): Promise<Cart> {
    try {
      return await this.toCharge(cart, lines);
    } catch {
      const offers = new Map(lines.map(({ sku, offer }) => [sku, offer]));
      return this.compose(cart, lines, offers, await this.couponOf(cart));
    }
  }

  /** For checkout: the truth of this moment or an error. */
  async toCharge(cart: CartRow, lines: readonly CartLineRow[]): Promise<Cart> {
    const [offers, coupon] = await Promise.all([this.offers(lines.map(({ sku }) => sku)), this.couponOf(cart)]);
    return this.compose(cart, lines, offers, coupon);
  }

  /** Present offers by SKU; SKUs that are not sold are missing. */
  async offers(skus: readonly string[]): Promise<Map<string, Offer>> {
    if (skus.length === 0) return new Map();
    const { items } = await this.peers.get('product').call(getOffers, { query: { skus: skus.join(',') } });
    return new Map(items.map((offer) => [offer.sku, offer]));
  }

  /** The coupon in the cart, if it can be used now. */
  private async couponOf({ couponCode, currentOrderId }: CartRow): Promise<Coupon | null> {
    const coupon = couponCode === null ? null : await findCoupon(this.database.writer, couponCode);
    return refusalOf(coupon, this.clock.now(), currentOrderId) === null ? coupon : null;
  }

  private compose(
    cart: CartRow,
    lines: readonly CartLineRow[],
    offers: ReadonlyMap<string, Offer>,
    coupon: Coupon | null,
  ): Cart {
    const priced = lines.flatMap((line) => {
      const offer = offers.get(line.sku);
      return offer === undefined ? [] : [priceLine(line, offer)];
    });
    const { CURRENCY: currency, SHIPPING_FLAT_MINOR: flatMinor, FREE_SHIPPING_FROM_MINOR: freeFromMinor } = this.config;
    const rule = { couponMinor: coupon?.amount.amountMinor ?? 0, leastMinor: this.config.LEAST_CHARGE_MINOR };
    const { discount, ...sums } = totals(priced, { currency, flatMinor, freeFromMinor }, rule);
    return {
      id: cart.id,
      version: cart.version,
      lines: priced,
      dropped: lines.filter(({ sku }) => !offers.has(sku)).map(({ sku }) => sku),
      ...sums,
      coupon: coupon && { code: coupon.code, discount },
      freeShippingFrom: money(freeFromMinor, currency),
    };
  }
}

function priceLine({ sku, quantity, offer: former }: CartLineRow, offer: Offer): CartLine {
  const { slug, title, variantTitle, picture, price: unitPrice } = offer;
  return {
    sku,
    slug,
    title,
    variantTitle,
    picture,
    quantity,
    unitPrice,
    lineTotal: multiplyMoney(unitPrice, quantity),
    formerUnitPrice: sameMoney(former.price, unitPrice) ? null : former.price,
  };
}
