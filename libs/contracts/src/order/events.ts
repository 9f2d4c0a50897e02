import { z } from 'zod';
import { Quantity, Sku, Uuid } from '../shared/primitives.js';

/** order -> product: what was bought together, for recommendations. */
export const OrderPaid = z.object({
  orderId: Uuid,
  lines: z.array(z.object({ sku: Sku, quantity: Quantity })),
});
export const ORDER_PAID = 'order.paid';
