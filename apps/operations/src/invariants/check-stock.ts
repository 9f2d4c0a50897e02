import { judgeStock } from '../domain/invariants/stock.js';
import { foundTwice, type Violation } from '../domain/invariants/violation.js';
import { batches, beforeSecondLook, type CheckContext, MOST_CANDIDATES, orNotChecked } from './check-context.js';

const BATCH = 500;

/** Every SKU's level; what was sold is added up in a full check, and for what was suspicious before. */
export async function checkStock(context: CheckContext): Promise<void> {
  await orNotChecked(context, [1], async () => {
    const { sources, tally, full, earlier } = context;
    const candidates: Violation[] = [];
    for await (const page of sources.stock(full)) {
      tally.count(1, page.length);
      candidates.push(...page.flatMap(judgeStock));
      if (candidates.length > MOST_CANDIDATES) break;
    }
    const found = skusOf([...candidates, ...earlier.filter(({ invariant }) => invariant === 1)]);
    if (found.length === 0) return;
    const known = await judgeAgain(context, found);
    await beforeSecondLook(context);
    tally.add(foundTwice(known, await judgeAgain(context, skusOf(known))));
  });
}

async function judgeAgain({ sources }: CheckContext, skus: readonly string[]): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const batch of batches(skus, BATCH)) violations.push(...(await sources.stockOf(batch)).flatMap(judgeStock));
  return violations;
}

function skusOf(violations: readonly Violation[]): string[] {
  return [...new Set(violations.flatMap(({ ids }) => ids['sku'] ?? []))];
}
