import { Body, Controller, Inject, Param } from '@nestjs/common';
import * as contract from '@breakwater/contracts';
import { Database, type Sql } from '@breakwater/database';
import { type Clock, Fault } from '@breakwater/kernel';
import { CLOCK, CurrentSession, Serve, type SessionClaims } from '@breakwater/service-host';
import type { z } from 'zod';
import { refuseCoupon } from '../coupons/coupon.errors.js';
import { findCoupon } from '../coupons/coupons.repository.js';
import { refusalOf } from '../domain/coupon.js';
import { deleteLines, findCart, findLines, lockCart, putLine, setCoupon, touchCart } from './carts.repository.js';
import { PriceCart } from './price-cart.js';

/** A cart of more different things than this is a mistake or an attack. */
const MAX_LINES = 50;
const { params } = contract.putCartLine;

@Controller()
export class CartsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PriceCart) private readonly prices: PriceCart,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Serve(contract.getCart)
  async get(@CurrentSession() session: SessionClaims): Promise<contract.Cart> {
    return this.show(this.database.writer, session.cartId);
  }

  @Serve(contract.putCartLine)
  async put(
    @CurrentSession() { cartId }: SessionClaims,
    @Param({ schema: params }) { sku }: z.infer<typeof params>,
    @Body({ schema: contract.putCartLine.body }) { quantity }: z.infer<typeof contract.putCartLine.body>,
  ): Promise<contract.Cart> {
    const offer = (await this.prices.offers([sku])).get(sku);
    if (offer === undefined) {
      throw new Fault('not_found', 'cart.product.not_found', `${sku} is not sold`, {
        publicMessage: 'This is not sold any more.',
      });
    }
    await this.database.transaction(async (tx) => {
      await lockCart(tx, cartId);
      const lines = await findLines(tx, cartId);
      if (lines.length >= MAX_LINES && !lines.some((line) => line.sku === sku)) {
        throw new Fault('unprocessable', 'cart.lines.too_many', `cart has ${lines.length} lines`, {
          publicMessage: `A cart holds ${MAX_LINES} different things.`,
        });
      }
      await putLine(tx, cartId, { sku, quantity, offer });
      await touchCart(tx, cartId);
    });
    return this.show(this.database.writer, cartId);
  }

  @Serve(contract.deleteCartLine)
  async delete(
    @CurrentSession() { cartId }: SessionClaims,
    @Param({ schema: params }) { sku }: z.infer<typeof params>,
  ): Promise<contract.Cart> {
    await this.database.transaction(async (tx) => {
      await lockCart(tx, cartId);
      await deleteLines(tx, cartId, [sku]);
      await touchCart(tx, cartId);
    });
    return this.show(this.database.writer, cartId);
  }

  @Serve(contract.putCartCoupon)
  async putCoupon(
    @CurrentSession() { cartId }: SessionClaims,
    @Body({ schema: contract.putCartCoupon.body }) { code }: z.infer<typeof contract.putCartCoupon.body>,
  ): Promise<contract.Cart> {
    await this.database.transaction(async (tx) => {
      const { currentOrderId } = await lockCart(tx, cartId);
      const refusal = refusalOf(await findCoupon(tx, code), this.clock.now(), currentOrderId);
      if (refusal !== null) throw refuseCoupon(refusal);
      await setCoupon(tx, cartId, code);
    });
    return this.show(this.database.writer, cartId);
  }

  @Serve(contract.deleteCartCoupon)
  async deleteCoupon(@CurrentSession() { cartId }: SessionClaims): Promise<contract.Cart> {
    await this.database.transaction(async (tx) => {
      await lockCart(tx, cartId);
      await setCoupon(tx, cartId, null);
    });
    return this.show(this.database.writer, cartId);
  }

  private async show(sql: Sql, cartId: string): Promise<contract.Cart> {
    return this.prices.toShow(await findCart(sql, cartId), await findLines(sql, cartId));
  }
}
