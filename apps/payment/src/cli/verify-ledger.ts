import type { Sql } from '@breakwater/database';
import { findUnbalanced } from '../ledger/balances.js';
import { countOrphans } from '../ledger/orphans.js';
import { sealRepository } from '../seals/seal.repository.js';
import { verifySeals } from '../seals/verify-seals.js';
import { openLedgerDatabase } from './ledger-database.js';

/**
 * `npm run ledger:verify`: looks at every seal of the ledger and at every row, in batches. Ends with 1 when something is
 * wrong, and names it; of broken seals the first.
 */
async function main(): Promise<number> {
  const database = await openLedgerDatabase(process.env);
  try {
    const flaw = await findFlaw(database.writer);
    if (flaw === undefined) return 0;
    console.error(flaw);
    return 1;
  } finally {
    await database.close();
  }
}

async function findFlaw(sql: Sql): Promise<string | undefined> {
  let flaw: string | undefined;
  const { seals } = await verifySeals(sql, (seal, examined) => {
    if (examined.flaw !== undefined) flaw = `seal ${seal.id} is broken: ${examined.flaw}`;
    else if (examined.unbalanced.length > 0) flaw = `transaction ${examined.unbalanced[0]} does not balance`;
    return flaw !== undefined;
  });
  if (flaw !== undefined) return flaw;
  const [unbalanced] = await findUnbalanced(sql);
  if (unbalanced !== undefined) return `transaction ${unbalanced} does not balance`;
  const orphans = await countOrphans(sql);
  if (orphans > 0) return `${orphans} entries belong to no transaction`;
  const last = await sealRepository.last(sql);
  console.log(`${seals} seals are whole, ${await sealRepository.countUnsealed(sql)} transactions are not sealed yet`);
  if (last !== undefined) console.log(`last seal: ${last.id} ${last.hash}`);
  return undefined;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
