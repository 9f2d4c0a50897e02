import { sealRepository } from '../seals/seal.repository.js';
import { type BrokenSeal, verifySeals } from '../seals/verify-seals.js';
import { openLedgerDatabase } from './ledger-database.js';

/** `npm run ledger:verify`: looks at every seal of the ledger. Ends with 1 at the first that is broken, and names it. */
async function main(): Promise<number> {
  const database = await openLedgerDatabase(process.env);
  try {
    let first: BrokenSeal | undefined;
    const { seals } = await verifySeals(database.writer, (broken) => {
      first = broken;
      return true;
    });
    if (first !== undefined) {
      console.error(`seal ${first.sealId} is broken: ${first.reason}`);
      return 1;
    }
    const last = await sealRepository.last(database.writer);
    const unsealed = await sealRepository.countUnsealed(database.writer);
    console.log(`${seals} seals are whole, ${unsealed} transactions are not sealed yet`);
    if (last !== undefined) console.log(`last seal: ${last.id} ${last.hash}`);
    return 0;
  } finally {
    await database.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
