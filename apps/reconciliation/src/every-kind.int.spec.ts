import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Discrepancy } from '@breakwater/contracts';
import { type RunningService, startService } from '@breakwater/service-host';
import { eventually, serviceEnvironment } from '@breakwater/testing';
import { reconciliationService } from './service.js';
import { Operator } from './testing/operator.js';
import { type Made, RealShop, type Sale } from './testing/real-shop.js';

// With the settings of the shop, against the real payment service and the real sandbox. Everything is made to differ at once, so
// that the minutes of one are the minutes of all; each kind is on a payment of its own.

const MINUTE_MS = 60_000;
jest.setTimeout(3 * MINUTE_MS);

let shop: RealShop;
let service: RunningService;
const operator = new Operator(() => service);
const made: Record<string, Made> = {};
const sales: Record<string, Sale> = {};

async function differ(kind: string, amountMinor: number, order: object = {}): Promise<void> {
  const sale = await shop.sell(amountMinor);
  sales[kind] = sale;
  made[kind] = await shop.make(kind, { attemptId: sale.attemptId, ...order });
}

beforeAll(async () => {
  shop = await RealShop.start();
  service = await startService(reconciliationService, { ...(await serviceEnvironment('reconciliation')), ...shop.env });
  await shop.sell(9000);
  made['missing_payout'] = await shop.make('missing_payout');
  await shop.sell(9100);
  made['payout_sum'] = await shop.make('payout_sum', { amountMinor: -100 });
  made['missing_internal'] = await shop.make('missing_internal', { amountMinor: 4321 });
  const held = await shop.hold(5100);
  sales['status'] = held;
  made['status'] = await shop.make('status', { attemptId: held.attemptId });
  made['unknown_stale'] = await shop.make('unknown_stale');
  sales['unknown_stale'] = await shop.hold(5200);
  await Promise.all([
    differ('missing_provider', 1100),
    differ('timing', 1200, { afterSeconds: 25 }),
    differ('amount', 1300, { amountMinor: -50 }),
    differ('currency', 1400),
    differ('fee', 1500, { amountMinor: 77 }),
    differ('duplicate_charge', 1600),
    differ('duplicate_event', 1700),
    differ('orphan_refund', 1800, { amountMinor: 800 }),
    differ('refund_exceeds_capture', 1900, { amountMinor: 30 }),
  ]);
});
afterAll(async () => {
  await service?.close();
  await shop?.stop();
});

/** Named within a minute of its making. */
async function named(kind: string, about: string, amountMinor?: number): Promise<Discrepancy> {
  const { atMs } = made[kind]!;
  const left = Math.max(1000, atMs + MINUTE_MS + 2000 - Date.now());
  const found = await operator.find(kind, about, undefined, left);
  expect(Date.parse(found.firstSeenAt) - atMs).toBeLessThan(MINUTE_MS);
  if (amountMinor === undefined) return found;
  const { log } = await operator.show(found.id);
  expect(log[0]).toMatchObject({ event: 'named', details: { amount: { amountMinor } } });
  return found;
}

const of = (kind: string): string => made[kind]!.source ?? sales[kind]!.attemptId;
const over = (kind: string, about = of(kind)) => operator.find(kind, about, 'resolved', 3 * MINUTE_MS);

describe('named within a minute of its event, by its kind, and brought to its end', () => {
  it('timing: ages out by itself', async () => {
    const found = await named('timing', sales['timing']!.attemptId);
    const aged = await operator.find('timing', sales['timing']!.attemptId, 'aged_out', MINUTE_MS);
    expect(aged).toMatchObject({ id: found.id, resolution: { action: 'age_out', by: 'rule', result: {} } });
  });

  // Early, while the rule still has tries: once they are used up it is found out by the rechecks alone.
  it('unknown_stale: asked again by rule until it is known', async () => {
    await named('unknown_stale', sales['unknown_stale']!.attemptId);
    await shop.undo(made['unknown_stale']!);
    const { id, resolution } = await over('unknown_stale', sales['unknown_stale']!.attemptId);
    expect(resolution).toMatchObject({ by: 'rule' });
    expect((await operator.show(id)).log).toContainEqual(
      expect.objectContaining({ event: 'acted', action: 'requery', by: 'rule' }),
    );
  });

  it('missing_internal: adopted by rule', async () => {
    await named('missing_internal', of('missing_internal'), 4321);
    expect((await over('missing_internal')).resolution).toMatchObject({ action: 'adopt', by: 'rule' });
  });

  it('duplicate_charge: given back by rule', async () => {
    await named('duplicate_charge', of('duplicate_charge'), 1600);
    expect((await over('duplicate_charge')).resolution).toMatchObject({ action: 'refund_duplicate', by: 'rule' });
  });

  it('status: captured here as well, and over when the order knows it', async () => {
    const { attemptId, order } = sales['status']!;
    await named('status', attemptId);
    await eventually(async () => (await shop.fact(attemptId)).state === 'captured', { timeoutMs: MINUTE_MS });
    shop.becomes(order, 'paid');
    expect((await over('status', attemptId)).resolution).toMatchObject({ by: 'rule' });
  });

  it('orphan_refund: booked by rule', async () => {
    await named('orphan_refund', of('orphan_refund'), 800);
    expect((await over('orphan_refund')).resolution).toMatchObject({ action: 'adopt', by: 'rule' });
  });

  it('refund_exceeds_capture: waits for a person, who books it', async () => {
    const { id, state, unexplained } = await named('refund_exceeds_capture', of('refund_exceeds_capture'));
    expect({ state, minor: unexplained.amountMinor }).toEqual({ state: 'waiting', minor: 1930 });
    expect((await operator.decide(id, 'adopt')).status).toBe(200);
    expect((await over('refund_exceeds_capture')).resolution).toMatchObject({ action: 'adopt', by: 'ann@example.com' });
  });

  it('amount: waits for a person, who writes the difference off', async () => {
    const { id, state, unexplained } = await named('amount', of('amount'));
    expect({ state, minor: unexplained.amountMinor }).toEqual({ state: 'waiting', minor: 50 });
    expect((await operator.decide(id, 'write_off')).status).toBe(200);
    expect((await over('amount')).resolution).toMatchObject({ action: 'write_off', by: 'ann@example.com' });
  });

  for (const kind of ['missing_provider', 'currency', 'fee', 'duplicate_event']) {
    it(`${kind}: over when the provider has put its report in order`, async () => {
      const about = sales[kind]!.attemptId;
      await named(kind, about);
      await shop.undo(made[kind]!);
      expect(await over(kind, about)).toMatchObject({ unexplained: { amountMinor: 0 }, resolution: { by: 'rule' } });
    });
  }

  /** As soon as no rule is at it. */
  const decided = (id: string, action: string) =>
    eventually(() => operator.decide(id, action).then((answer) => answer.status === 200 && answer), {
      timeoutMs: 2 * MINUTE_MS,
      everyMs: 500,
    });

  it('payout_sum: a person accepts it', async () => {
    const { id } = await named('payout_sum', of('payout_sum'));
    expect((await decided(id, 'accept')).body).toMatchObject({
      state: 'resolved',
      resolution: { action: 'accept', by: 'ann@example.com' },
    });
  });

  it('missing_payout: a person writes it off, and until then the books hold too much', async () => {
    const { id, unexplained } = await named('missing_payout', of('missing_payout'));
    expect(await shop.booksLessBank()).toEqual({ EUR: unexplained.amountMinor });
    await decided(id, 'write_off');
    expect((await over('missing_payout')).resolution).toMatchObject({ action: 'write_off', by: 'ann@example.com' });
  });

  it('in the end nothing is unexplained, and books, provider and bank agree to the cent', async () => {
    await eventually(
      async () => {
        const left = (await operator.all()).filter(({ state }) => state === 'open' || state === 'waiting');
        expect(left.map(({ kind, state, found }) => `${kind} ${state}: ${found}`)).toEqual([]);
      },
      { timeoutMs: 2 * MINUTE_MS, everyMs: 500 },
    );
    const { body } = await operator.ask<{ unexplained: object[] }>('GET', '/discrepancies');
    expect(body.unexplained).toEqual([]);
    expect(await shop.booksLessBank()).toEqual({});
    await eventually(async () => expect(await shop.booksLessProvider()).toEqual({}), {
      timeoutMs: 30_000,
      everyMs: 500,
    });
  });
});
