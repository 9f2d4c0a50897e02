import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type OrderFact, readOrderSnapshots } from '@breakwater/contracts';
import { type RunningService, startService } from '@breakwater/service-host';
import { eventually, type PeerAnswer, type PeerRequest, serviceEnvironment } from '@breakwater/testing';
import { reconciliationService } from '../service.js';
import { Operator } from '../testing/operator.js';
import { eur, now, ScriptedShop } from '../testing/scripted-shop.js';

// Two instances on one database, a hundred times as impatient as in the shop.
let shop: ScriptedShop;
let pair: RunningService[];
const operator = new Operator(() => pair[0]!);

beforeAll(async () => {
  shop = await ScriptedShop.open();
  const env = {
    ...(await serviceEnvironment('reconciliation')),
    ...shop.env,
    RECONCILIATION_POLL_SECONDS: '0.2',
    RECONCILIATION_SETTLE_SECONDS: '0.8',
    RECONCILIATION_TIMING_SECONDS: '0.8',
    RECONCILIATION_VERIFY_SECONDS: '1',
    RECONCILIATION_LEASE_SECONDS: '2',
  };
  pair = await Promise.all([startService(reconciliationService, env), startService(reconciliationService, env)]);
});
afterAll(async () => {
  await Promise.all(pair.map((service) => service.close()));
  await shop.close();
});
afterEach(() => {
  shop.instead = () => undefined;
});

const asked = (part: string) => shop.asked.filter(({ path }) => path.includes(part));
const lastError = async (id: string) => (await operator.show(id)).lastError;

/** In the discrepancy itself, not in its evidence. */
const about = (attemptId: string) => `"attemptId":"${attemptId}","providerReference"`;

/** The list of orders, which is followed, as it was; asked for just this moment or by its id, an order is as it is. */
function listsOrderAs(old: OrderFact): (request: PeerRequest) => PeerAnswer | undefined {
  return ({ path, query }) => {
    const lengthMs = Date.parse(query.get('to') ?? '') - Date.parse(query.get('from') ?? '');
    if (path !== '/internal/facts/orders' || lengthMs <= 1) return undefined;
    return { status: 200, body: { items: [old], next: null } };
  };
}

/** Money that the customer's bank keeps ready, and nothing at the provider's report. */
function holding(attempt: ReturnType<ScriptedShop['sell']>): void {
  shop.provider = shop.provider.filter(({ id }) => id !== attempt.charge.id);
  const nothing = { captured: eur(0), ledger: eur(0), feeBooked: eur(0), movements: [] };
  Object.assign(attempt.payment, { state: 'authorized', ...nothing });
}

describe('just before money moves, its facts are read and judged again', () => {
  it('and the attempt that the order counts by now is not given back, but the other one', async () => {
    const first = shop.sell(3100, new Date(Date.now() - 1000).toISOString());
    const old = { ...first.order };
    shop.instead = listsOrderAs(old);
    const second = shop.sell(3100, now(), first.order);
    // The follower has not seen yet that the customer has paid in another way.
    Object.assign(first.order, { attemptId: second.attemptId, updatedAt: now() });
    await operator.find('duplicate_charge', about(first.attemptId), 'resolved');
    expect(asked(`/attempts/${second.attemptId}/refunds/`)).toEqual([]);
    expect(asked(`/attempts/${first.attemptId}/refunds/`)).toEqual([
      expect.objectContaining({ body: expect.objectContaining({ amount: eur(3100) }) }),
    ]);
    const dropped = await operator.find('duplicate_charge', about(second.attemptId), 'resolved');
    expect(dropped.resolution).toMatchObject({ action: 'disappeared' });
  });

  it('and money is not captured for an order that was cancelled meanwhile, but let go', async () => {
    const sold = shop.sell(1600, new Date(Date.now() - 1000).toISOString());
    holding(sold);
    shop.instead = listsOrderAs({ ...sold.order });
    Object.assign(sold.order, { state: 'cancelled', updatedAt: now() });
    const found = await operator.find('status', `the order is cancelled`, 'resolved');
    expect(found).toMatchObject({ attemptId: sold.attemptId, resolution: { action: 'void' } });
    const dropped = await operator.find('status', 'the payment is authorized', 'resolved');
    expect(dropped).toMatchObject({ automaticAction: 'capture', resolution: { action: 'disappeared' } });
    expect(asked(`/attempts/${sold.attemptId}/capture`)).toEqual([]);
    expect(asked(`/attempts/${sold.attemptId}/void`)).toHaveLength(1);
  });

  it('and a charge that has become an attempt’s own is not adopted', async () => {
    const sold = shop.sell(1700);
    const payments = [...shop.payments];
    shop.instead = ({ path, query }) => {
      const lengthMs = Date.parse(query.get('to') ?? '') - Date.parse(query.get('from') ?? '');
      if (path !== '/internal/facts/payments' || lengthMs <= 1) return undefined;
      const items = payments.filter(({ attemptId }) => attemptId !== sold.attemptId);
      return { status: 200, body: { items, next: null } };
    };
    const found = await operator.find('missing_internal', sold.charge.source!, 'resolved');
    expect(found.resolution).toMatchObject({ action: 'disappeared' });
    expect(asked('/adjustments/').filter(({ body }) => body['providerReference'] === sold.charge.source)).toEqual([]);
  });

  it('and nothing is sent while they cannot be read, nor lost: it is done when they can', async () => {
    shop.instead = ({ path }) => (path === readOrderSnapshots.path ? { status: 503 } : undefined);
    const sold = shop.sell(1800);
    holding(sold);
    Object.assign(sold.order, { state: 'cancelled' });
    const { id } = await operator.find('status', sold.attemptId, 'open');
    await eventually(async () => expect(await lastError(id)).not.toBeNull());
    expect(asked(`/attempts/${sold.attemptId}/void`)).toEqual([]);
    shop.instead = () => undefined;
    await operator.find('status', sold.attemptId, 'resolved');
    expect(asked(`/attempts/${sold.attemptId}/void`)).toHaveLength(1);
  });

  it('and what a person decided on other figures is asked of them again', async () => {
    const sold = shop.sell(2000);
    sold.charge.amount = eur(2100);
    const { id } = await operator.find('amount', sold.charge.source!, 'waiting');
    shop.instead = ({ path }) => {
      if (path !== readOrderSnapshots.path) return undefined;
      sold.charge.amount = eur(2150);
      return { status: 503 };
    };
    await operator.decide(id, 'adopt');
    shop.instead = () => undefined;
    const asksAgain = async () => {
      const { state, unexplained, log } = await operator.show(id);
      expect({ state, unexplained }).toEqual({ state: 'waiting', unexplained: eur(150) });
      expect(log.map(({ event }) => event)).toEqual(['named', 'decided', 'failed', 'withdrawn']);
    };
    await eventually(asksAgain, { timeoutMs: 20_000 });
    expect(asked('/adjustments/').filter(({ body }) => body['providerReference'] === sold.charge.id)).toEqual([]);
  });
});

describe('a refund that the provider shows and payment does not', () => {
  it('is no orphan while payment has one pending, and when that is done it is nobody’s surprise', async () => {
    const sold = shop.sell(2200);
    const source = `re_${crypto.randomUUID()}`;
    shop.refunding.add(sold.attemptId);
    const back = { ...sold.charge, id: `txn_${source}`, type: 'refund' as const, source, attemptId: null };
    shop.provider.push({ ...back, amount: eur(-2200), fee: eur(0), createdAt: now() });
    // A stranger's that came later is named long before.
    const other = shop.sell(2300);
    const stranger = { ...other.charge, id: 'txn_stranger', type: 'refund' as const, source: 're_stranger' };
    shop.provider.push({ ...stranger, amount: eur(-300), fee: eur(0), createdAt: now() });
    await operator.find('orphan_refund', 're_stranger', 'resolved');
    expect(JSON.stringify(await operator.all())).not.toContain(source);

    const amount = eur(2200);
    Object.assign(sold.payment, {
      refunded: amount,
      ledger: eur(0),
      movements: [...sold.payment.movements, { kind: 'refund', source, amount, at: now() }],
      updatedAt: now(),
    });
    shop.refunding.delete(sold.attemptId);
    const matched = async () => {
      const rows = await pair[0]!.platform.database!.writer.query<{ body: { refunded: object } }>(
        `SELECT body FROM fact WHERE source = 'payment' AND id = $1`,
        [sold.attemptId],
      );
      expect(rows[0]?.body.refunded).toEqual(amount);
    };
    await eventually(matched);
    expect(JSON.stringify(await operator.all())).not.toContain(source);
    expect(asked('/adjustments/').map(({ body }) => body['providerReference'])).not.toContain(source);
  });
});
