import { type Decision, Fault } from '@breakwater/kernel';
import { type Line, linesLeft, mergeLines, sameLines } from './lines.js';

/**
 * held -> confirmed | released | expired; a confirmed one may still be released (a capture that failed: restock), an expired one
 * may be held again, should its order still want it.
 * What a customer gives back of a confirmed one is a return; it stays confirmed, however much of it came back.
 */
export type ReservationState = 'held' | 'confirmed' | 'released' | 'expired';

export interface Return {
  readonly id: string;
  readonly lines: readonly Line[];
}

export interface Reservation {
  readonly orderId: string;
  readonly state: ReservationState;
  readonly lines: readonly Line[];
  readonly returns: readonly Return[];
  readonly expiresAtMs: number;
}

/** What the rule looks at: the reservation if there is one, and how many of each SKU may be sold. */
export interface State {
  readonly reservation: Reservation | null;
  readonly available: ReadonlyMap<string, number>;
}

export type Event =
  | {
      readonly type: 'reserve';
      readonly orderId: string;
      readonly lines: readonly Line[];
      readonly expiresAtMs: number;
      readonly nowMs: number;
    }
  | { readonly type: 'confirm'; readonly nowMs: number }
  | { readonly type: 'release' }
  | { readonly type: 'return'; readonly returnId: string; readonly lines: readonly Line[] }
  | { readonly type: 'extend'; readonly expiresAtMs: number; readonly nowMs: number }
  | { readonly type: 'expire'; readonly nowMs: number };

export type Bucket = 'available' | 'held' | 'confirmed';
/** Units that move from one bucket of stock to another; nothing is ever made or lost by a move. */
export interface Effect {
  readonly type: 'move_stock';
  readonly from: Bucket;
  readonly to: Bucket;
  readonly lines: readonly Line[];
}

/** The rule of reservations: all lines or none, repeats change nothing, what was released stays so. */
export function decide(state: State, event: Event): Decision<State, Effect> {
  if (event.type === 'reserve') return reserve(state, event);
  const { reservation } = state;
  if (reservation === null) {
    throw new Fault('not_found', 'inventory.reservation.not_found', 'no such reservation');
  }
  switch (event.type) {
    case 'confirm':
      if (reservation.state === 'confirmed') return unchanged(state);
      refuseEnded(reservation, event.nowMs);
      return move(state, reservation, 'confirmed', 'held', 'confirmed');
    case 'release':
      if (reservation.state === 'held') return move(state, reservation, 'released', 'held', 'available');
      if (reservation.state === 'confirmed') return move(state, reservation, 'released', 'confirmed', 'available');
      // Its stock is back already. From now on a call to reserve that is still on its way holds nothing.
      if (reservation.state === 'expired') return changed(state, { ...reservation, state: 'released' });
      return unchanged(state);
    case 'return':
      return takeBack(state, reservation, { id: event.returnId, lines: mergeLines(event.lines) });
    case 'extend':
      if (reservation.state === 'confirmed') return unchanged(state);
      refuseEnded(reservation, event.nowMs);
      return changed(state, { ...reservation, expiresAtMs: Math.max(reservation.expiresAtMs, event.expiresAtMs) });
    case 'expire':
      if (reservation.state !== 'held' || reservation.expiresAtMs > event.nowMs) return unchanged(state);
      return move(state, reservation, 'expired', 'held', 'available');
  }
}

function reserve(state: State, event: Extract<Event, { type: 'reserve' }>): Decision<State, Effect> {
  const lines = mergeLines(event.lines);
  const { reservation } = state;
  if (reservation === null) return hold(state, event, lines);
  if (!sameLines(reservation.lines, lines)) {
    throw new Fault('conflict', 'inventory.reservation.mismatch', 'the order is reserved with other lines');
  }
  if (reservation.state === 'expired') return hold(state, event, lines);
  // Nobody has given it back yet, so nobody else can have it.
  const isOver = reservation.state === 'held' && reservation.expiresAtMs <= event.nowMs;
  return isOver ? changed(state, { ...reservation, expiresAtMs: event.expiresAtMs }) : unchanged(state);
}

/** All lines or none. */
function hold(
  state: State,
  { orderId, expiresAtMs }: Extract<Event, { type: 'reserve' }>,
  lines: readonly Line[],
): Decision<State, Effect> {
  const missing = lines
    .map(({ sku, quantity }) => ({ sku, requested: quantity, available: state.available.get(sku) ?? 0 }))
    .filter(({ requested, available }) => requested > available);
  if (missing.length > 0) {
    throw new Fault('conflict', 'inventory.stock.insufficient', 'not enough stock', {
      publicMessage: 'Some of this is sold out.',
      details: { lines: missing },
    });
  }
  const held: Reservation = { orderId, state: 'held', lines, returns: [], expiresAtMs };
  return move({ ...state, reservation: held }, held, 'held', 'available', 'held');
}

function takeBack(state: State, reservation: Reservation, back: Return): Decision<State, Effect> {
  const known = reservation.returns.find(({ id }) => id === back.id);
  if (known !== undefined) {
    if (sameLines(known.lines, back.lines)) return unchanged(state);
    throw new Fault('conflict', 'inventory.return.mismatch', 'the return was made with other lines');
  }
  const left = new Map(linesLeft(reservation.lines, reservation.returns).map(({ sku, quantity }) => [sku, quantity]));
  const tooMany = back.lines.filter(({ sku, quantity }) => quantity > (left.get(sku) ?? 0));
  if (reservation.state !== 'confirmed' || tooMany.length > 0) {
    throw new Fault('conflict', 'inventory.return.exceeds_reservation', 'more than was sold and is not back yet', {
      details: { state: reservation.state, lines: tooMany },
    });
  }
  const after = { ...reservation, returns: [...reservation.returns, back] };
  return moveUnits(state, after, 'confirmed', 'available', back.lines);
}

function refuseEnded(reservation: Reservation, nowMs: number): void {
  if (reservation.state === 'released') {
    throw new Fault('conflict', 'inventory.reservation.released', 'the reservation was released');
  }
  // A hold whose time is over is over, also before the sweeper has come by.
  if (reservation.state === 'expired' || reservation.expiresAtMs <= nowMs) {
    throw new Fault('conflict', 'inventory.reservation.expired', 'the hold has expired');
  }
}

function unchanged(state: State): Decision<State, Effect> {
  return { state, effects: [] };
}

function changed(state: State, reservation: Reservation): Decision<State, Effect> {
  return { state: { ...state, reservation }, effects: [] };
}

function move(
  state: State,
  of: Reservation,
  next: ReservationState,
  from: Bucket,
  to: Bucket,
): Decision<State, Effect> {
  return moveUnits(state, { ...of, state: next }, from, to, linesLeft(of.lines, of.returns));
}

function moveUnits(
  state: State,
  reservation: Reservation,
  from: Bucket,
  to: Bucket,
  lines: readonly Line[],
): Decision<State, Effect> {
  const available = new Map(state.available);
  const sign = Number(to === 'available') - Number(from === 'available');
  for (const { sku, quantity } of lines) available.set(sku, (available.get(sku) ?? 0) + sign * quantity);
  return { state: { reservation, available }, effects: [{ type: 'move_stock', from, to, lines }] };
}
