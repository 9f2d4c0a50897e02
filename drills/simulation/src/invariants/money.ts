import { refundedMinor } from '@breakwater/order/domain/refunds';
import { HOLD_SECONDS } from '@breakwater/sandbox/domain/money-moves';
import type { OrderRow } from '../world/order/order-store.js';
import type { World } from '../world/world.js';

const DAY_MS = 24 * 3600 * 1000;
const OPEN = ['created', 'unknown', 'requires_action', 'authorized'];

/** At most one capture per order, what is kept is what the order says, ledger = provider, and no card stays blocked for nothing. */
export function checkMoney(world: World, calmSinceMs: number): string[] {
  return [
    ...world.orders.store.orders.all().flatMap((order) => checkOrder(world, order)),
    ...checkAttempts(world),
    ...checkHolds(world, calmSinceMs),
  ];
}

function checkOrder({ payment, provider, outsider, reconciliation }: World, order: OrderRow): string[] {
  const found: string[] = [];
  const { id, progress, totalMinor } = order;
  const attempts = payment.store.attempts.all().filter(({ orderId }) => orderId === id);
  const ids = new Set(attempts.map((attempt) => attempt.id));
  const moved = provider.books.movements.filter(({ attemptId }) => ids.has(attemptId));
  const captures = moved.filter(({ type }) => type === 'charge');
  if (captures.length > 1) found.push(`money: ${id} was charged ${captures.length} times`);
  const kept = moved.reduce((sum, { amount }) => sum + amount, 0);
  const sold = progress.state === 'paid' || progress.state === 'fulfilled';
  const byOthers = refundedBy(outsider.refunds, moved);
  const due = (sold ? progress.capturedMinor - refundedMinor(progress.refunds) : 0) - byOthers;
  // Where somebody has meddled, a person may have to decide; then it is at least named.
  const meddled = attempts.some((attempt) => outsider.meddled.has(attempt.id));
  const isNamed =
    meddled && reconciliation.rows.all().some(({ subject, life }) => subject === id && life.state === 'waiting');
  if (kept !== due && !isNamed)
    found.push(`money: ${id} is ${progress.state} and should keep ${due}, the provider shows ${kept}`);
  if (sold && progress.capturedMinor !== totalMinor)
    found.push(`money: ${id} costs ${totalMinor}, captured were ${progress.capturedMinor}`);
  return found;
}

function checkAttempts({ payment, provider, outsider }: World): string[] {
  const found: string[] = [];
  const { attempts, ledger, refunds } = payment.store;
  for (const { id, attempt } of attempts.all()) {
    if (OPEN.includes(attempt.state)) found.push(`money: ${id} is still ${attempt.state}`);
    const moved = provider.books.movements.filter(({ attemptId }) => attemptId === id);
    const atProvider = moved.reduce((sum, { amount }) => sum + amount, 0);
    const ours = attempt.capturedMinor - attempt.refundedMinor;
    let booked = 0;
    for (const { attemptId, postings } of ledger.all()) {
      if (attemptId !== id) continue;
      const sum = (account?: string): number =>
        postings.reduce(
          (total, { side, amount, account: of }) =>
            total + (account === undefined || of === account ? (side === 'debit' ? 1 : -1) * amount.amountMinor : 0),
          0,
        );
      if (sum() !== 0) found.push(`ledger: a transaction of ${id} is not balanced`);
      booked += sum('provider_clearing');
    }
    const ownAtProvider = atProvider + refundedBy(outsider.refunds, moved);
    if (booked !== atProvider || ours !== ownAtProvider)
      found.push(`ledger: ${id}: the provider shows ${atProvider}, the attempt ${ours}, the ledger ${booked}`);
  }
  for (const { id, state } of refunds.all()) if (state === 'pending') found.push(`money: ${id} is still pending`);
  const known = new Set(attempts.all().map(({ id }) => id));
  for (const { attemptId, amount } of provider.books.movements)
    if (!known.has(attemptId))
      found.push(`ledger: the provider moved ${amount} for ${attemptId}, of which we know nothing`);
  return found;
}

/** What the provider has given back without us. */
function refundedBy(refunds: ReadonlySet<string>, moved: World['provider']['books']['movements']): number {
  return moved.reduce((sum, { source, amount }) => sum - (refunds.has(source) ? amount : 0), 0);
}

/** A hold that ran out by itself, although there was a day in which we could have given it back. */
function checkHolds({ provider }: World, calmSinceMs: number): string[] {
  const { books } = provider;
  return [...books.intents.keys()].flatMap((id) => {
    const { status, cancellationReason, authorizedAt, metadata } = books.get(id);
    const untilMs = ((authorizedAt ?? 0) + HOLD_SECONDS) * 1000;
    const left =
      status === 'requires_capture' || (cancellationReason === 'automatic' && untilMs > calmSinceMs + DAY_MS);
    return left ? [`money: the hold of ${metadata['attempt_id']} was never given back`] : [];
  });
}
