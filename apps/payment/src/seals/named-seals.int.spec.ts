import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { refundPostings } from '../domain/ledger-postings.js';
import { postToLedger } from '../ledger/ledger.repository.js';
import { NEVER_MS, PaymentFixture } from '../testing/payment-fixture.js';
import { SealLedger } from './seal-ledger.js';
import { SealPatrol } from './seal-patrol.js';
import { sealRepository } from './seal.repository.js';

let shop: PaymentFixture;

beforeAll(async () => {
  shop = await PaymentFixture.start({ LEDGER_SEAL_MS: NEVER_MS });
});
afterAll(() => shop?.stop());

/** Writes a transaction and seals it. */
async function writeAndSeal(): Promise<string> {
  const id = crypto.randomUUID();
  const transaction = { id, kind: 'adjustment', attemptId: null, reason: 'test', occurredAt: new Date() } as const;
  await shop.database.transaction((tx) =>
    postToLedger(tx, transaction, refundPostings({ amountMinor: 1, currency: 'EUR' })),
  );
  await eventually(async () => {
    await shop.services[0]!.app.get(SealLedger).run();
    expect(await sealRepository.countUnsealed(shop.database.writer)).toBe(0);
  });
  return id;
}

async function rename(id: string, reason: string): Promise<void> {
  const admin = await shop.superuser();
  await admin.transaction(async (tx) => {
    await tx.query(`SET LOCAL session_replication_role = 'replica'`);
    await tx.query('UPDATE ledger.transaction SET reason = $2 WHERE id = $1', [id, reason]);
  });
}

/** Another instance, which has only just begun to go around: one seal a round. */
const another = () => {
  const patrol = new SealPatrol(shop.database);
  return async (named: readonly number[] = []) =>
    (await patrol.run(named, 0)).broken.map(({ sealId, reason }) => [sealId, reason]);
};

describe('a seal that is named', () => {
  it('is verified by any instance, wherever its own round is, until it is whole; and the round goes on as before', async () => {
    await writeAndSeal();
    await writeAndSeal();
    const id = await writeAndSeal();
    const last = (await sealRepository.last(shop.database.writer))!.id;
    await rename(id, 'another');
    const look = another();
    expect(await look()).toEqual([]);
    expect(await another()([last, last + 7])).toEqual([[last, 'its rows are not those that were sealed']]);
    expect(await look([1, last])).toEqual([[last, 'its rows are not those that were sealed']]);
    expect(await look()).toHaveLength(1);
    await rename(id, 'test');
    expect(await look([last])).toEqual([]);
  });

  it('is asked for through the route', async () => {
    const { getLedgerFacts } = await import('@breakwater/contracts');
    const ask = (seals: string) => shop.client.call(getLedgerFacts, { query: { seals } });
    expect((await ask('1,2')).seals.broken).toEqual([]);
    await expect(ask('1;2')).rejects.toMatchObject({ kind: 'invalid' });
  });
});
