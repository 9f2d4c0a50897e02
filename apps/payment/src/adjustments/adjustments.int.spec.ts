import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { adjustLedger, getLedgerFacts, readCorrectedReferences, reverseLedgerTransaction } from '@breakwater/contracts';
import { type AdjustmentKind, feePostings } from '../domain/ledger-postings.js';
import { postToLedger } from '../ledger/ledger.repository.js';
import { RecordRefund } from '../refunds/record-refund.js';
import { type Asked, codeOf, PaymentFixture } from '../testing/payment-fixture.js';
import type { MadeDiscrepancy } from '../testing/start-sandbox.js';

let shop: PaymentFixture;

beforeAll(async () => {
  // Fees are another test's: here the books hold what the corrections do.
  shop = await PaymentFixture.start({ PROVIDER_TIMEOUT_MS: '1500', SETTLEMENT_READ_MS: '3600000' });
});
afterAll(() => shop?.stop());
beforeEach(() => shop.sandbox.healthy());

interface Adopted {
  readonly kind?: AdjustmentKind;
  readonly attemptId?: string;
}

function adopt(
  providerReference: string | null,
  amountMinor: number,
  { kind = 'adopt_charge', attemptId }: Adopted = {},
) {
  return shop.client.call(adjustLedger, {
    params: { adjustmentId: crypto.randomUUID() },
    body: {
      kind,
      providerReference,
      attemptId: attemptId ?? null,
      amount: { amountMinor, currency: 'EUR' },
      reason: 'seen at the provider',
    },
  });
}

async function books(): Promise<{ clearing: number; discrepancies: number }> {
  const { accounts } = await shop.client.call(getLedgerFacts, { query: {} });
  const of = (name: string) => accounts.find(({ account }) => account === name)?.balanceMinor ?? 0;
  return { clearing: of('provider_clearing'), discrepancies: of('discrepancies') };
}

const ALREADY = 'payment.adjustment.already_booked';
const namesOf = ({ paymentIntent, source, balanceTransaction }: MadeDiscrepancy) => [
  paymentIntent!,
  source!,
  balanceTransaction!,
];

describe('a charge that nobody here asked for', () => {
  it('is adopted once, by whichever of its names and however concurrently', async () => {
    const made = await shop.sandbox.discrepancy('missing_internal', { amountMinor: 4200 });
    const before = await books();
    const names = namesOf(made);
    const outcomes = await Promise.allSettled([...names, ...names].map((name) => adopt(name, 4200)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const name of names) expect(await codeOf(adopt(name, 1))).toBe(ALREADY);
    expect(await books()).toEqual({ clearing: before.clearing + 4200, discrepancies: before.discrepancies - 4200 });
    const body = { references: [made.paymentIntent!] };
    expect(await shop.client.call(readCorrectedReferences, { body })).toEqual(body);
  });

  it('is not adopted while the provider cannot say what it is', async () => {
    const made = await shop.sandbox.discrepancy('missing_internal', { amountMinor: 4300 });
    await shop.sandbox.faults({ errorRate: true, operations: ['retrieve_charge'] });
    expect(await codeOf(adopt(made.source, 4300))).toBe('payment.provider.unavailable');
    await shop.sandbox.healthy();
    await adopt(made.source, 4300);
  });
});

describe('a difference at the provider or at the bank', () => {
  it.each([
    { kind: 'movement_out', account: 'provider_clearing', sign: -1 },
    { kind: 'movement_in', account: 'provider_clearing', sign: 1 },
    { kind: 'bank_out', account: 'bank', sign: -1 },
    { kind: 'bank_in', account: 'bank', sign: 1 },
  ] as const)('is booked once, until it is taken back: $kind', async ({ kind, account, sign }) => {
    const held = async (name: string) =>
      (await shop.client.call(getLedgerFacts, { query: {} })).accounts.find((each) => each.account === name)
        ?.balanceMinor ?? 0;
    const reference = `txn_${crypto.randomUUID()}`;
    const before = { there: await held(account), open: await held('discrepancies') };
    const { ledgerTransactionId: transactionId } = await adopt(reference, 700, { kind });
    expect(await held(account)).toBe(before.there + sign * 700);
    expect(await held('discrepancies')).toBe(before.open - sign * 700);
    expect(await codeOf(adopt(reference, 700, { kind }))).toBe(ALREADY);
    await shop.client.call(reverseLedgerTransaction, { params: { transactionId }, body: { reason: 'it came' } });
    expect(await held(account)).toBe(before.there);
    await adopt(reference, 600, { kind });
  });

  it('is not booked where the provider’s report has been booked already', async () => {
    const source = `txn_${crypto.randomUUID()}`;
    await shop.database.transaction((tx) =>
      postToLedger(
        tx,
        { id: crypto.randomUUID(), kind: 'fee', attemptId: null, source, occurredAt: new Date() },
        feePostings({ amountMinor: 200, currency: 'EUR' }),
      ),
    );
    expect(await codeOf(adopt(source, 200, { kind: 'movement_out' }))).toBe(ALREADY);
  });
});

describe('the charge of an attempt', () => {
  it('that is in the books is not adopted, by whichever of its names', async () => {
    const { attemptId } = await shop.captured(2500);
    const made = await shop.sandbox.discrepancy('fee', { attemptId });
    for (const name of namesOf(made)) expect(await codeOf(adopt(name, 2500))).toBe(ALREADY);
    for (const name of namesOf(made)) expect(await codeOf(adopt(name, 1, { attemptId }))).toBe(ALREADY);
  });

  it('that is more than was captured is adopted for the difference, to the cent, and once', async () => {
    const { attemptId } = await shop.captured(2500);
    const made = await shop.sandbox.discrepancy('amount', { attemptId, amountMinor: 100 });
    expect(await codeOf(adopt(made.balanceTransaction, 101, { attemptId }))).toBe(ALREADY);
    await adopt(made.balanceTransaction, 60, { attemptId });
    await adopt(made.balanceTransaction, 40, { attemptId });
    for (const name of namesOf(made)) expect(await codeOf(adopt(name, 1, { attemptId }))).toBe(ALREADY);
    expect(await shop.ledger({ attemptId, orderId: '' })).toMatchObject({
      provider_clearing: 2600,
      discrepancies: -100,
    });
  });

  it('that was adopted before the capture is known is booked once: the capture takes the adoption back', async () => {
    // A late event would show the capture before it is adopted.
    await shop.sandbox.faults({ webhooks: { lose: true } });
    for (const name of [0, 1, 2]) {
      const asked = shop.ask();
      await shop.authorize(asked);
      const { attemptId } = asked;
      const made = await shop.sandbox.discrepancy('status', { attemptId });
      await adopt(namesOf(made)[name]!, 2500, name === 0 ? {} : { attemptId });
      const before = await books();
      expect((await shop.capture(asked)).state).toBe('captured');
      expect(await books()).toEqual({ ...before, discrepancies: before.discrepancies + 2500 });
      expect((await shop.ledger(asked))['revenue']).toBe(-2500);
      for (const other of namesOf(made)) expect(await codeOf(adopt(other, 2500))).toBe(ALREADY);
    }
  });
});

/** Two refunds are at the provider, and nobody here has heard of it; nor will, until the provider is healthy. */
async function twoUnheard(asked: Asked): Promise<{ id: string; reference: string; amountMinor: number }[]> {
  const made: { id: string; reference: string; amountMinor: number }[] = [];
  const silence = { timeoutAfterCharging: true, operations: ['refund'], webhooks: { lose: true } };
  const intent = (await shop.get(asked)).providerReference ?? '';
  for (const amountMinor of [300, 400]) {
    const id = crypto.randomUUID();
    await shop.sandbox.faults(silence);
    expect(await codeOf(shop.refund(asked, id, amountMinor))).toBe('payment.outcome.unknown');
    const known = made.map(({ reference }) => reference);
    const reference = (await shop.sandbox.refundsOf(intent))
      .map((each) => each.id)
      .find((each) => !known.includes(each))!;
    made.push({ id, reference, amountMinor });
  }
  await shop.sandbox.faults({ errorRate: true, operations: ['refund'], webhooks: { lose: true } });
  return made;
}

describe('refunds that were adopted before their answers came', () => {
  it.each([
    { order: 'named one, then the other', picks: [0, 1] },
    { order: 'other one, then the named', picks: [1, 0] },
  ])('together are taken back one by one, each to the cent: the $order', async ({ picks }) => {
    await shop.sandbox.faults({ webhooks: { lose: true } });
    const asked = await shop.captured(2500);
    const { attemptId } = asked;
    const made = await twoUnheard(asked);
    await adopt(made[0]!.reference, 700, { kind: 'adopt_refund', attemptId });
    expect(await shop.ledger(asked)).toMatchObject({ provider_clearing: 1800, discrepancies: 700 });
    let refunded = 0;
    for (const pick of picks) {
      const { id, reference, amountMinor } = made[pick]!;
      await shop.services[0]!.app.get(RecordRefund).run(id, 'succeeded', reference);
      refunded += amountMinor;
      const discrepancies = 700 - refunded;
      expect(await shop.ledger(asked)).toMatchObject({ provider_clearing: 1800, refunds: refunded, discrepancies });
      const again = adopt(reference, amountMinor, { kind: 'adopt_refund', attemptId });
      expect(await codeOf(again)).toBe(ALREADY);
    }
  });

  it('are not adopted for a second time while the first adoption covers them', async () => {
    await shop.sandbox.faults({ webhooks: { lose: true } });
    const asked = await shop.captured(2500);
    const { attemptId } = asked;
    const made = await twoUnheard(asked);
    await adopt(made[0]!.reference, 700, { kind: 'adopt_refund', attemptId });
    for (const { reference, amountMinor } of made) {
      expect(await codeOf(adopt(reference, amountMinor, { kind: 'adopt_refund', attemptId }))).toBe(ALREADY);
    }
  });

  it('keep what the provider gave back beyond what was recorded adopted, and no cent is adopted twice', async () => {
    await shop.sandbox.faults({ webhooks: { lose: true } });
    const asked = await shop.captured(2500);
    const { attemptId } = asked;
    const orphan = await shop.sandbox.discrepancy('orphan_refund', { attemptId, amountMinor: 1000 });
    await adopt(orphan.source, 1000, { kind: 'adopt_refund', attemptId });
    await shop.sandbox.faults({ errorRate: true, operations: ['refund', 'list_refunds'], webhooks: { lose: true } });
    const id = crypto.randomUUID();
    await shop.refund(asked, id, 400).catch(() => undefined);
    await shop.services[0]!.app.get(RecordRefund).run(id, 'succeeded', orphan.source);
    expect(await shop.ledger(asked)).toMatchObject({ provider_clearing: 1500, refunds: 400, discrepancies: 600 });
    await shop.sandbox.healthy();
    const difference = adopt(orphan.balanceTransaction, 600, { kind: 'adopt_refund', attemptId });
    expect(await codeOf(difference)).toBe(ALREADY);
  });
});
