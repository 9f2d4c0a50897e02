import { z } from 'zod';
import { Picture } from '../product/catalogue.js';
import { Money, Quantity, Sku, Slug, Uuid } from '../shared/primitives.js';

/** What was bought, or is about to be: one SKU with its words and its price. */
export const OrderLine = z
  .object({
    sku: Sku,
    slug: Slug,
    title: z.string(),
    variantTitle: z.string(),
    picture: Picture,
    quantity: Quantity,
    unitPrice: Money,
    lineTotal: Money,
  })
  .meta({ id: 'OrderLine' });
export type OrderLine = z.infer<typeof OrderLine>;

export const CartLine = OrderLine.extend({
  /** The unit price at the time it was put in, when it has changed since. */
  formerUnitPrice: Money.nullable(),
}).meta({ id: 'CartLine' });
export type CartLine = z.infer<typeof CartLine>;

export const Cart = z
  .object({
    id: Uuid,
    version: z.int(),
    lines: z.array(CartLine),
    /** SKUs that were in the cart and are sold no longer; they are dropped. */
    dropped: z.array(Sku),
    subtotal: Money,
    shipping: Money,
    /** What the customer wants to pay a part with; looked at again when it is bought. */
    coupon: z.object({ code: z.string(), discount: Money }).nullable(),
    /** subtotal + shipping - discount. */
    total: Money,
    /** From this subtotal on shipping is free. */
    freeShippingFrom: Money,
  })
  .meta({ id: 'Cart' });
export type Cart = z.infer<typeof Cart>;

export const getCart = { method: 'GET', path: '/cart', responses: { 200: Cart } } as const;

/** Sets the quantity of a line (adds it when new). */
export const putCartLine = {
  method: 'PUT',
  path: '/cart/lines/:sku',
  params: z.strictObject({ sku: Sku }),
  body: z.strictObject({ quantity: Quantity }),
  responses: { 200: Cart },
  errors: ['cart.product.not_found', 'cart.lines.too_many'],
} as const;

export const deleteCartLine = {
  method: 'DELETE',
  path: '/cart/lines/:sku',
  params: z.strictObject({ sku: Sku }),
  responses: { 200: Cart },
} as const;

export const CouponCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9-]{4,40}$/);

/** One coupon per purchase. */
export const putCartCoupon = {
  method: 'PUT',
  path: '/cart/coupon',
  body: z.strictObject({ code: CouponCode }),
  responses: { 200: Cart },
  errors: ['coupon.code.unknown', 'coupon.code.expired', 'coupon.code.used'],
} as const;

export const deleteCartCoupon = { method: 'DELETE', path: '/cart/coupon', responses: { 200: Cart } } as const;
