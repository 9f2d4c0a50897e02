import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { getLedgerFacts, listPaymentFacts, listPayoutFacts } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { ProviderFailure } from '../provider/provider-failure.js';
import { StripeProvider } from '../provider/stripe-provider.js';
import { inTrouble, putOffs } from './settlements.metrics.js';
import { type Asked, PaymentFixture } from '../testing/payment-fixture.js';

let shop: PaymentFixture;

beforeAll(async () => {
  shop = await PaymentFixture.start({ SETTLEMENT_READ_MS: '200' });
});
afterAll(() => shop?.stop());
beforeEach(() => shop.sandbox.healthy());
afterEach(() => void jest.restoreAllMocks());

const window = () => ({
  from: new Date(Date.now() - 3_600_000).toISOString(),
  to: new Date(Date.now() + 7_200_000).toISOString(),
  limit: 1000,
});
const payouts = async () => (await shop.client.call(listPayoutFacts, { query: window() })).items;
const idsOfPayouts = async () => (await payouts()).map(({ payoutId }) => payoutId);

async function feeBooked({ attemptId }: Asked): Promise<number | undefined> {
  const { items } = await shop.client.call(listPaymentFacts, { query: window() });
  return items.find((each) => each.attemptId === attemptId)?.feeBooked.amountMinor;
}

/** The provider answers an error for what these payouts carry. */
function poison(isPoisoned: (payout: string) => boolean): void {
  for (const { app } of shop.services) {
    const provider = app.get(StripeProvider);
    const read = provider.balanceTransactions.bind(provider);
    jest.spyOn(provider, 'balanceTransactions').mockImplementation((page) => {
      if (page.payout === undefined || !isPoisoned(page.payout)) return read(page);
      return Promise.reject(new ProviderFailure('failed', 'balance_transactions', new Error('poisoned')));
    });
  }
}

const triesOf = async (kind: string, id: string): Promise<number> => {
  const text = 'SELECT tries FROM settlement_trouble WHERE kind = $1 AND id = $2';
  return (await shop.database.writer.query<{ tries: number }>(text, [kind, id]))[0]?.tries ?? 0;
};
const timePasses = () => shop.database.writer.query(`UPDATE settlement_trouble SET next_try_at = '-infinity'`);
const readUntil = async (list: string): Promise<number> => {
  const text = 'SELECT read_until AS at FROM settlement_progress WHERE list = $1';
  return (await shop.database.writer.query<{ at: Date | null }>(text, [list]))[0]?.at?.getTime() ?? 0;
};

/** Until it adds up: nothing of the provider's is missing in the books. */
async function bookedAll(): Promise<void> {
  await eventually(async () => {
    const { accounts } = await shop.client.call(getLedgerFacts, { query: {} });
    expect(accounts.find(({ account }) => account === 'provider_clearing')?.balanceMinor).toBe(0);
  });
}

describe('a payout whose transactions cannot be read', () => {
  it('keeps no other payout and no mark, is no fact meanwhile, and is read when it can be', async () => {
    poison(() => true);
    await shop.captured(1000);
    const [bad] = await shop.sandbox.payOut();
    await eventually(async () => expect(await triesOf('payout_transactions', bad!.id)).toBe(1));
    jest.restoreAllMocks();
    poison((payout) => payout === bad!.id);
    await shop.captured(2000);
    await shop.sandbox.advance(60);
    const [good] = await shop.sandbox.payOut();
    await eventually(async () => expect(await idsOfPayouts()).toContain(good!.id));
    expect(await idsOfPayouts()).not.toContain(bad!.id);
    const madeAt = Date.parse((await payouts()).find(({ payoutId }) => payoutId === good!.id)!.createdAt);
    await eventually(async () => expect(await readUntil('payouts')).toBeGreaterThanOrEqual(madeAt));

    await timePasses();
    await eventually(async () => expect(await triesOf('payout_transactions', bad!.id)).toBeGreaterThanOrEqual(2));
    jest.restoreAllMocks();
    await timePasses();
    await eventually(async () => expect(await idsOfPayouts()).toContain(bad!.id));
    expect(
      (await payouts()).map(({ amount, transactionsNet }) => amount.amountMinor - transactionsNet.amountMinor),
    ).toEqual([0, 0]);
    expect(await triesOf('payout_transactions', bad!.id)).toBe(0);
    await bookedAll();
  });
});

describe('a payout that the provider knows no more', () => {
  it('keeps nobody from following and reading the others', async () => {
    await shop.captured(1500);
    const made = await shop.sandbox.discrepancy('missing_payout');
    await eventually(async () => expect(await idsOfPayouts()).toContain(made.source));
    // It was under way when it vanished, and is older than what the list is read for.
    const open = `UPDATE payout SET status = 'in_transit', arrival_date = now() WHERE id = $1`;
    await shop.sandbox.undo(made);
    await shop.database.writer.query(open, [made.source]);
    await eventually(async () => expect(await triesOf('payout', made.source!)).toBeGreaterThanOrEqual(1));
    await shop.captured(1600);
    const [next] = await shop.sandbox.payOut();
    await eventually(async () => expect(await idsOfPayouts()).toContain(next!.id));
  });
});

describe('a transaction that cannot be booked', () => {
  it('keeps no other from being booked, is counted, holds back its payout alone, and is booked when it can be', async () => {
    const admin = await shop.superuser();
    await admin.writer.query(
      `CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN IF NEW.amount_minor = 6661 THEN RAISE EXCEPTION 'poison'; END IF; RETURN NEW; END $$`,
    );
    await admin.writer.query(
      'CREATE TRIGGER refuse_poison BEFORE INSERT ON provider_transaction FOR EACH ROW EXECUTE FUNCTION refuse_poison()',
    );
    const counted = jest.spyOn(putOffs, 'add');
    const measured = jest.spyOn(inTrouble, 'set');
    const bad = await shop.captured(6661);
    const good = await shop.captured(3000);
    await eventually(async () => expect(await feeBooked(good)).toBe(70));
    const later = await shop.captured(4000);
    await eventually(async () => expect(await feeBooked(later)).toBe(85));
    expect(await feeBooked(bad)).toBe(0);
    const [held] = await shop.sandbox.payOut();
    await eventually(async () => expect(await triesOf('payout_transactions', held!.id)).toBeGreaterThanOrEqual(1));
    expect(await idsOfPayouts()).not.toContain(held!.id);
    expect(counted).toHaveBeenCalledWith(1, { kind: 'transaction' });
    await eventually(() => expect(measured).toHaveBeenCalledWith(1, { kind: 'transaction' }));

    await admin.writer.query('DROP TRIGGER refuse_poison ON provider_transaction');
    await timePasses();
    await eventually(async () => expect(await feeBooked(bad)).toBe(125));
    await eventually(async () => expect(await idsOfPayouts()).toContain(held!.id));
    const payout = (await payouts()).find(({ payoutId }) => payoutId === held!.id)!;
    expect(payout.transactionsNet).toEqual(payout.amount);
  });
});
