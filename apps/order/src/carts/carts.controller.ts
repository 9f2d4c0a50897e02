import { Body, Controller, Inject, Param } from '@nestjs/common';
import * as contract from '@breakwater/contracts';
import { Database, type Sql } from '@breakwater/database';
import { Fault } from '@breakwater/kernel';
import { CurrentSession, Serve, type SessionClaims } from '@breakwater/service-host';
import type { z } from 'zod';
import { deleteLines, findCart, findLines, lockCart, putLine, touchCart } from './carts.repository.js';
import { PriceCart } from './price-cart.js';

/** A cart of more different things than this is a mistake or an attack. */
const MAX_LINES = 50;
const { params } = contract.putCartLine;

@Controller()
export class CartsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PriceCart) private readonly prices: PriceCart,
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

  private async show(sql: Sql, cartId: string): Promise<contract.Cart> {
    return this.prices.toShow(await findCart(sql, cartId), await findLines(sql, cartId));
  }
}
