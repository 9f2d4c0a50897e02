import { judgeStock } from '../domain/invariants/stock.js';
import { foundTwice, type Violation } from '../domain/invariants/violation.js';
import { batches, beforeSecondLook, type CheckContext, MOST_CANDIDATES, orNotChecked } from './check-context.js';

const BATCH = 500;

/** Every SKU's level; what was sold is added up in a full check, and for what was suspicious before. */
export async function checkStock(context: CheckContext): Promise<void> {
  await orNotChecked(context, [1], async () => {
    const { sources, tally, full, earlier } = context;
    let suspects = skusOf(earlier.filter(({ invariant }) => invariant === 1));
    for await (const page of sources.stock(full)) {
      tally.count(1, page.length);
      suspects = [...new Set([...suspects, ...skusOf(tally.roomFor(page.flatMap(judgeStock)))])];
      if (suspects.length <= MOST_CANDIDATES) continue;
      await lookAgain(context, suspects);
      suspects = [];
    }
    await lookAgain(context, suspects);
  });
}

async function lookAgain(context: CheckContext, suspects: readonly string[]): Promise<void> {
  const known = await judgeAll(context, suspects);
  if (known.length === 0) return;
  await beforeSecondLook(context);
  context.tally.add(foundTwice(known, await judgeAll(context, skusOf(known))));
}

async function judgeAll({ sources }: CheckContext, skus: readonly string[]): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const batch of batches(skus, BATCH)) violations.push(...(await sources.stockOf(batch)).flatMap(judgeStock));
  return violations;
}

function skusOf(violations: readonly Violation[]): string[] {
  return [...new Set(violations.flatMap(({ ids }) => ids['sku'] ?? []))];
}
