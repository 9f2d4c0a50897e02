import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Day, DayWithDiscrepancies } from '@breakwater/contracts';
import { type RunningService, startService } from '@breakwater/service-host';
import { eventually, freePort, serviceEnvironment, ServiceProcess } from '@breakwater/testing';
import { reconciliationService } from '../service.js';
import { Operator } from '../testing/operator.js';
import { eur, now, ScriptedShop } from '../testing/scripted-shop.js';

const MIDNIGHT = Date.parse(`${now().slice(0, 10)}T00:00:00Z`);
const YESTERDAY = new Date(MIDNIGHT - 1).toISOString().slice(0, 10);
/** Seconds before midnight. */
const before = (seconds: number): string => new Date(MIDNIGHT - seconds * 1000).toISOString();

let shop: ScriptedShop;
let env: NodeJS.ProcessEnv;
let pair: RunningService[] = [];
/** From when on the provider's transactions cannot be read. */
let outFrom = '';
const operator = new Operator(() => pair[0]!);

beforeAll(async () => {
  shop = await ScriptedShop.open();
  env = {
    ...(await serviceEnvironment('reconciliation')),
    ...shop.env,
    RECONCILIATION_POLL_SECONDS: '0.2',
    RECONCILIATION_SETTLE_SECONDS: '0.8',
    RECONCILIATION_TIMING_SECONDS: '0.8',
    RECONCILIATION_CLOSE_SECONDS: '0',
  };
  for (let i = 0; i < 120; i++) shop.sell(1000, before(10 + i / 4));
  const odd = shop.sell(2000, before(5));
  odd.charge.amount = eur(2100);
  shop.payouts.push({
    payoutId: 'po_1',
    amount: eur(9700),
    status: 'paid',
    createdAt: before(20),
    arrivalDate: before(20),
    transactionsNet: eur(9700),
  });
  shop.bank.push({ id: 'line_1', bookedAt: before(15), amountMinor: 9700, currency: 'EUR', reference: 'po_1' });
  const first = await ServiceProcess.start('reconciliation', await freePort(), {
    ...env,
    FAULT_POINT: 'reconciliation.day.summed',
  });
  await first.killed();
  shop.instead = ({ path, query }) =>
    path === '/internal/facts/provider' && (query.get('from') ?? '') >= outFrom ? { status: 503 } : undefined;
  pair = await Promise.all([startService(reconciliationService, env), startService(reconciliationService, env)]);
});
afterAll(async () => {
  await Promise.all(pair.map((service) => service.close()));
  await shop.close();
});

const day = async (date: string): Promise<DayWithDiscrepancies> =>
  (await operator.ask<DayWithDiscrepancies>('GET', `/days/${date}`)).body;

const sql = (text: string, params: readonly unknown[] = []) =>
  pair[0]!.platform.database!.writer.query<{ failed: boolean }>(text, params);
/** Whoever holds the day gives it up: the one that was killed, or one that waits before it tries again. */
const freeDay = () => sql('UPDATE business_day SET lease_until = now() WHERE date = $1', [YESTERDAY]);
const notClosed = (why: string) =>
  eventually(
    async () => {
      await freeDay();
      expect(await day(YESTERDAY)).toMatchObject({ closedAt: null, notClosed: expect.stringContaining(why) });
    },
    { timeoutMs: 30_000, everyMs: 300 },
  );

describe('a business day that cannot be closed says why, and is not closed wrong', () => {
  it('when a source cannot be read', async () => {
    await notClosed('provider cannot be read');
    expect((await operator.ask<string>('GET', `/days/${YESTERDAY}.csv`)).body).toContain('not closed');
  });

  it('when a source can be read and has not been followed to its end', async () => {
    // The whole day can be, but not what is new: its silence about the day means nothing yet.
    outFrom = YESTERDAY;
    await sql(`UPDATE source SET read_until = $1 WHERE name = 'provider'`, [before(3600)]);
    await notClosed(`provider was read until ${before(3600)}`);
  });

  it('when something of it cannot be judged', async () => {
    const { orderId } = shop.payments[0]!;
    await sql(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.key = '${orderId}' AND NOT NEW.failed THEN RAISE EXCEPTION 'cannot be judged'; END IF; RETURN NEW; END $$`);
    await sql('CREATE TRIGGER refuse BEFORE UPDATE ON subject FOR EACH ROW EXECUTE FUNCTION refuse()');
    await sql(`UPDATE subject SET look_at = now(), failed = true WHERE key = $1`, [orderId]);
    outFrom = '9999';
    await notClosed(`"${orderId}" is not judged`);
    await sql('DROP TRIGGER refuse ON subject');
    await sql('UPDATE subject SET look_at = now() WHERE key = $1', [orderId]);
    await eventually(async () =>
      expect((await sql('SELECT failed FROM subject WHERE key = $1', [orderId]))[0]?.failed).toBe(false),
    );
    await freeDay();
  });
});

describe('a business day', () => {
  it('is closed once, though its first closer was killed and two come after it, with sums by all sides', async () => {
    const closed = await eventually(
      async () => {
        const { body } = await operator.ask<{ items: Day[] }>('GET', '/days');
        const found = body.items.find(({ date, closedAt }) => date === YESTERDAY && closedAt !== null);
        if (found === undefined) throw new Error('not closed yet');
        return found;
      },
      { timeoutMs: 30_000 },
    );
    expect(closed).toMatchObject({ orders: 121, payments: 121, providerTransactions: 121, matched: 120 });
    expect(closed.totals).toEqual([
      {
        currency: 'EUR',
        ordersMinor: 122_000,
        capturedMinor: 122_000,
        refundedMinor: 0,
        chargedMinor: 122_100,
        givenBackMinor: 0,
        feesMinor: 3630,
        netMinor: 118_370,
        paidOutMinor: 9700,
        bankedMinor: 9700,
        unexplainedMinor: 100,
      },
    ]);
    expect(closed.discrepancies).toEqual([{ kind: 'amount', count: 1, unexplained: [eur(100)] }]);
    const again = await day(YESTERDAY);
    expect(again.closedAt).toBe(closed.closedAt);
    expect(again.items).toEqual([expect.objectContaining({ kind: 'amount', state: 'waiting' })]);
  });

  it('that is running shows its figures as of now', async () => {
    const date = now().slice(0, 10);
    const running = await eventually(async () => {
      const found = await day(date);
      return found.date === date && found;
    });
    expect(running).toMatchObject({ date, closedAt: null, tookMs: null });
  });

  it('is a file, too', async () => {
    const csv = (await operator.ask<string>('GET', `/days/${YESTERDAY}.csv`)) as unknown as {
      status: number;
      body: string;
    };
    expect(csv.status).toBe(200);
    expect(csv.body).toContain(`${YESTERDAY},UTC,`);
    expect(csv.body).toContain(',amount,waiting,finance,');
  });

  it('when it is closed has its unexplained sum as a metric', async () => {
    const NODE_OPTIONS = '--import @breakwater/telemetry/register';
    const measured = await ServiceProcess.start('reconciliation', await freePort(), { ...env, NODE_OPTIONS });
    try {
      const metric = /^reconciliation_day_unexplained_money_minor\{.*currency="EUR".*\} 100$/m;
      await eventually(async () => expect(await (await fetch(`${measured.url}/metrics`)).text()).toMatch(metric), {
        timeoutMs: 30_000,
      });
    } finally {
      await measured.stop();
    }
  });

  it('that is none, or of which nothing is known, is not found', async () => {
    expect((await operator.ask('GET', '/days/2001-01-01')).body.error?.code).toBe('reconciliation.day.not_found');
    expect((await operator.ask('GET', '/days/2001-01-01.csv')).body.error?.code).toBe('reconciliation.day.not_found');
    expect((await operator.ask('GET', '/days/yesterday')).status).toBe(400);
  });
});
