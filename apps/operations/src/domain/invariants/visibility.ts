import type { Violation } from './violation.js';

/** One visitor wrote into a cart, was told that it is there, and looked several times. */
export interface OwnWrite {
  readonly sessionId: string;
  readonly cartId: string;
  readonly sku: string;
  readonly written: number;
  /** The quantities that were read, in order; null where the line was missing. */
  readonly read: readonly (number | null)[];
}

/** The fifth invariant's first half. A write that was acknowledged and then not seen is evidence by itself. */
export function judgeOwnWrite({ sessionId, cartId, sku, written, read }: OwnWrite): Violation[] {
  const wrong = read.filter((quantity) => quantity !== written);
  if (wrong.length === 0) return [];
  const seen = [...new Set(wrong.map((quantity) => quantity ?? 'nothing'))].join(', ');
  return [
    {
      invariant: 5,
      code: 'invariant.visibility.own_write_unseen',
      message: `quantity ${written} was put into the cart, ${wrong.length} of ${read.length} readings said ${seen}`,
      ids: { sessionId, cartId, sku },
    },
  ];
}

/** A stranger asked for somebody's order. */
export interface ForeignLook {
  readonly sessionId: string;
  readonly orderId: string;
  readonly status: number;
}

/** The second half: to a stranger there is no such order. Null when the answer says nothing of it. */
export function judgeForeignLook({ sessionId, orderId, status }: ForeignLook): Violation[] | null {
  if (status === 404) return [];
  if (status >= 500 || status === 429 || status === 408) return null;
  return [
    {
      invariant: 5,
      code: 'invariant.visibility.foreign_order_seen',
      message: `somebody else asked for this order and was answered ${status}`,
      ids: { sessionId, orderId },
    },
  ];
}
