import { judgeLedger } from '../domain/invariants/ledger.js';
import { foundTwice } from '../domain/invariants/violation.js';
import { beforeSecondLook, type CheckContext, orNotChecked } from './check-context.js';

export async function checkLedger(context: CheckContext): Promise<void> {
  await orNotChecked(context, [4], async () => {
    const { sources, tally } = context;
    const books = await sources.ledger();
    tally.count(4, books.accounts.length + books.seals.count);
    const found = judgeLedger(books);
    if (found.length === 0) return;
    await beforeSecondLook(context);
    tally.add(foundTwice(found, judgeLedger(await sources.ledger())));
  });
}
