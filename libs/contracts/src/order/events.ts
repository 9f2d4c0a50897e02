import { z } from 'zod';
import { Quantity, Sku, Uuid } from '../shared/primitives.js';

/** order -> product: what was bought together, for recommendations. */
export const OrderPaid = z.strictObject({
  orderId: Uuid,
  lines: z.array(z.strictObject({ sku: Sku, quantity: Quantity })),
});
export const ORDER_PAID = 'order.paid';
