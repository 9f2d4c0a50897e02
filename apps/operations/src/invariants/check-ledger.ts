import { judgeLedger } from '../domain/invariants/ledger.js';
import { foundTwice, type Violation } from '../domain/invariants/violation.js';
import { batches, beforeSecondLook, type CheckContext, orNotChecked } from './check-context.js';

/** Named in one call: each is read with its rows. */
const SEALS = 20;

/** Each instance of payment goes around its seals by itself; what one of them has found the next is asked about by name. */
export async function checkLedger(context: CheckContext): Promise<void> {
  await orNotChecked(context, [4], async () => {
    const { tally, earlier } = context;
    const { found, things } = await look(context, sealsIn(earlier));
    tally.count(4, things);
    if (found.length === 0) return;
    await beforeSecondLook(context);
    tally.add(foundTwice(found, (await look(context, sealsIn(found))).found));
  });
}

async function look(
  { sources }: CheckContext,
  seals: readonly string[],
): Promise<{ found: Violation[]; things: number }> {
  const books = [];
  for (const named of seals.length === 0 ? [[]] : batches(seals, SEALS)) books.push(await sources.ledger(named));
  const [first] = books;
  return { found: books.flatMap(judgeLedger), things: (first?.accounts.length ?? 0) + (first?.seals.count ?? 0) };
}

function sealsIn(violations: readonly Violation[]): string[] {
  return [...new Set(violations.flatMap(({ ids }) => ids['sealId'] ?? []))];
}
