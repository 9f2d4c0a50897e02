import type { Violation } from './violation.js';

/** A SKU's level beside the sums over the reservations, as of one moment. */
export interface StockLevel {
  readonly sku: string;
  readonly available: number;
  readonly held: number;
  readonly confirmed: number;
  readonly received: number;
  readonly heldInReservations: number;
  /** Null when it was not added up. */
  readonly confirmedInReservations: number | null;
}

/** The first invariant, within inventory: received = available + held + confirmed, and the reservations say the same. */
export function judgeStock(level: StockLevel): Violation[] {
  const { sku, available, held, confirmed, received, heldInReservations, confirmedInReservations } = level;
  const found = (code: string, message: string): Violation => ({
    invariant: 1,
    code,
    message: `${sku}: ${message}`,
    ids: { sku },
  });
  const violations: Violation[] = [];
  const numbers = `available ${available}, held ${held}, confirmed ${confirmed}, received ${received}`;
  if (Math.min(available, held, confirmed, received) < 0) {
    violations.push(found('invariant.stock.negative', `something is less than nothing: ${numbers}`));
  }
  if (available + held + confirmed !== received) {
    violations.push(found('invariant.stock.does_not_add_up', `${numbers}: the first three should make the last`));
  }
  if (held !== heldInReservations) {
    violations.push(
      found('invariant.stock.held_disagrees', `held ${held}, but the reservations hold ${heldInReservations}`),
    );
  }
  if (confirmedInReservations !== null && confirmed !== confirmedInReservations) {
    violations.push(
      found(
        'invariant.stock.confirmed_disagrees',
        `confirmed ${confirmed}, but the reservations confirm ${confirmedInReservations}`,
      ),
    );
  }
  return violations;
}
