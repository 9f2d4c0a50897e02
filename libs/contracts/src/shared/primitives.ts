import { z } from 'zod';

/** Integer minor units with an ISO 4217 currency. */
export const Money = z
  .strictObject({
    amountMinor: z.int().min(-1_000_000_000_000).max(1_000_000_000_000),
    currency: z.string().regex(/^[A-Z]{3}$/),
  })
  .meta({ id: 'Money' });
export type Money = z.infer<typeof Money>;

export const Uuid = z.uuid().meta({ description: 'UUID' });
/** Stock keeping unit: letters, digits, dash, dot, underscore; 64 at most. */
export const Sku = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
export const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/);
export const Quantity = z.int().min(1).max(99);
export const Timestamp = z.iso.datetime();
export const Email = z.email().max(254);
/** Free text of one line: not only spaces, no control characters, no halves of characters. */
export const Line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^\s*[^\s\p{Cc}\p{Cs}][^\p{Cc}\p{Cs}]*$/u, 'no control characters');
/** The same, and may be empty. */
export const OptionalLine = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'no control characters')
    .optional();

/** The body of every answer that is not a success. */
export const ErrorBody = z
  .object({
    error: z.object({
      code: z.string().describe('Stable code, such as order.total.changed'),
      message: z.string().describe('What a person may read'),
      details: z.unknown().optional(),
      traceId: z.string().optional(),
    }),
  })
  .meta({ id: 'ErrorBody' });
export type ErrorBody = z.infer<typeof ErrorBody>;

/** Comma-separated SKUs in a query string, 1 to 200. */
export const SkuList = z
  .string()
  .max(13_000)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}(,[A-Za-z0-9][A-Za-z0-9._-]{0,63}){0,199}$/)
  .transform((text) => text.split(','))
  .pipe(z.array(Sku).min(1).max(200));

/** A page of facts for another service: ask again with `after` until `next` is null. */
export const FactsQuery = z.strictObject({
  from: Timestamp.describe('inclusive'),
  to: Timestamp.describe('exclusive'),
  after: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
});

/** A page of facts: ask again with `after: next` until it is null. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() });
