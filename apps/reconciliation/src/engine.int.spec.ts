import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningService, startService } from '@breakwater/service-host';
import { eventually, serviceEnvironment } from '@breakwater/testing';
import { reconciliationService } from './service.js';
import { Operator } from './testing/operator.js';
import { eur, now, ScriptedShop } from './testing/scripted-shop.js';

/** Two instances on one database, a hundred times as impatient as in the shop. */
let shop: ScriptedShop;
let pair: RunningService[];
const operator = new Operator(() => pair[0]!);

beforeAll(async () => {
  shop = await ScriptedShop.open();
  const env = {
    ...(await serviceEnvironment('reconciliation')),
    ...shop.env,
    RECONCILIATION_POLL_SECONDS: '0.2',
    RECONCILIATION_LEDGER_SECONDS: '0.2',
    RECONCILIATION_SETTLE_SECONDS: '0.8',
    RECONCILIATION_TIMING_SECONDS: '0.8',
    RECONCILIATION_UNKNOWN_SECONDS: '2',
    RECONCILIATION_VERIFY_SECONDS: '1',
    RECONCILIATION_LEASE_SECONDS: '2',
  };
  pair = await Promise.all([startService(reconciliationService, env), startService(reconciliationService, env)]);
});
afterAll(async () => {
  await Promise.all(pair.map((service) => service.close()));
  await shop.close();
});

const asked = (part: string) => shop.asked.filter(({ path }) => path.includes(part));

afterEach(() => {
  shop.instead = () => undefined;
});

describe('two instances that follow the sources', () => {
  it('find nothing where all agree, over more than one page, and have read to the end', async () => {
    for (let i = 0; i < 250; i++) shop.sell();
    await eventually(async () => {
      const rows = await pair[0]!.platform.database!.writer.query<{ count: number }>('SELECT count(*)::int FROM fact');
      expect(rows[0]?.count).toBe(750);
      const { body } = await operator.ask<{ readUntil: object }>('GET', '/discrepancies');
      expect(Object.values(body.readUntil)).not.toContain(null);
    });
    expect(await operator.all()).toEqual([]);
  });

  it('name what is lost once, with evidence, and it is the same row when it is seen again', async () => {
    const sold = shop.sell(700);
    shop.provider = shop.provider.filter(({ providerReference }) => providerReference !== sold.reference);
    const found = await operator.find('missing_provider', sold.attemptId, 'open');
    expect(found).toMatchObject({
      orderId: sold.orderId,
      attemptId: sold.attemptId,
      unexplained: eur(700),
      owner: 'provider',
      automaticAction: 'requery',
      evidence: { payment: { attemptId: sold.attemptId } },
    });
    const timing = await operator.find('timing', sold.attemptId, 'aged_out');
    expect(timing.resolution).toMatchObject({ action: 'age_out', result: { became: 'capture_not_there' } });
    await eventually(async () => expect((await operator.show(found.id)).tries).toBeGreaterThanOrEqual(1));
    expect((await operator.all()).filter(({ kind }) => kind === 'missing_provider')).toHaveLength(1);

    shop.provider.push(sold.charge);
    const over = await operator.find('missing_provider', sold.attemptId, 'resolved');
    expect(over).toMatchObject({ id: found.id, unexplained: eur(0), resolution: { by: 'rule' } });
  });

  it('judge the others when there is one that cannot be judged, and that one when it can', async () => {
    const sql = pair[0]!.platform.database!.writer;
    const [bad, other] = [shop.sell(300), shop.sell(400)];
    await sql.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF row_to_json(NEW)::text LIKE '%${bad.attemptId}%' THEN RAISE EXCEPTION 'cannot be stored'; END IF; RETURN NEW; END $$`);
    await sql.query('CREATE TRIGGER refuse BEFORE INSERT ON discrepancy FOR EACH ROW EXECUTE FUNCTION refuse()');
    const lost = [bad.reference, other.reference];
    shop.provider = shop.provider.filter(({ providerReference }) => !lost.includes(providerReference ?? ''));
    await operator.find('missing_provider', other.attemptId);
    expect(JSON.stringify(await operator.all())).not.toContain(bad.attemptId);
    await sql.query('DROP TRIGGER refuse ON discrepancy');
    await sql.query('UPDATE subject SET look_at = now() WHERE look_at IS NOT NULL');
    await operator.find('missing_provider', bad.attemptId);
    shop.provider.push(bad.charge, other.charge);
    await operator.find('missing_provider', bad.attemptId, 'resolved');
    await operator.find('missing_provider', other.attemptId, 'resolved');
  });

  it('do not miss what a source wrote down late, and see what it takes out again', async () => {
    const late = new Date(Date.now() - 60_000).toISOString();
    const sold = shop.sell(900, late);
    sold.charge.amount = eur(950);
    await operator.find('amount', sold.charge.id, 'waiting');
    shop.provider = shop.provider.filter(({ id }) => id !== sold.charge.id);
    await operator.find('amount', sold.charge.id, 'resolved');
    await operator.find('missing_provider', sold.attemptId);
    shop.provider.push({ ...sold.charge, amount: eur(900) });
    await operator.find('missing_provider', sold.attemptId, 'resolved');
  });

  it('see what is put right long after: what is unresolved is read again', async () => {
    const sold = shop.sell(950, new Date(Date.now() - 80_000).toISOString());
    sold.charge.amount = eur(960);
    const { id } = await operator.find('amount', sold.charge.id, 'waiting');
    // Out of the overlap, and due to be read again.
    const { writer } = pair[0]!.platform.database!;
    await writer.query(`UPDATE source SET read_until = now() + interval '1 hour' WHERE name = 'provider'`);
    sold.charge.amount = eur(950);
    await writer.query(`UPDATE discrepancy SET recheck_at = now() WHERE id = $1`, [id]);
    await operator.find('amount', sold.charge.id, 'resolved');
    await writer.query(`UPDATE source SET read_until = now() - interval '1 minute' WHERE name = 'provider'`);
  });

  it('name an order that never turned paid, however long ago its money was taken', async () => {
    const sold = shop.sell(1200);
    Object.assign(sold.order, { state: 'confirmed', placedAt: new Date(Date.now() - 80_000_000).toISOString() });
    const found = await operator.find('status', sold.orderId);
    expect(found).toMatchObject({ expected: 'the order is confirmed', unexplained: eur(1200), owner: 'order' });
    Object.assign(sold.order, { state: 'paid', updatedAt: now() });
    await operator.find('status', sold.orderId, 'resolved');
  });

  it('accuse nobody while a source cannot be read, and carry on when it can', async () => {
    shop.instead = ({ path }) => (path.endsWith('/provider') ? { status: 503 } : undefined);
    const sold = shop.sell(1300);
    const last = async () =>
      (await operator.ask<{ readUntil: Record<string, string> }>('GET', '/discrepancies')).body.readUntil;
    const before = await last();
    await eventually(
      async () => expect(Date.parse((await last())['payment']!)).toBeGreaterThan(Date.parse(before['payment']!) + 3000),
      { timeoutMs: 30_000 },
    );
    expect(JSON.stringify(await operator.all())).not.toContain(sold.attemptId);
    shop.instead = () => undefined;
    await eventually(
      async () =>
        expect(Date.parse((await last())['provider']!)).toBeGreaterThan(Date.parse(before['provider']!) + 3000),
      { timeoutMs: 30_000 },
    );
    expect(JSON.stringify(await operator.all())).not.toContain(sold.attemptId);
  });
});

describe('what a rule allows is done once, by one of two instances, and verified', () => {
  it('a charge that nobody knows is adopted to the cent', async () => {
    const { source } = shop.stray(4200);
    const found = await operator.find('missing_internal', source!, 'resolved');
    expect(found.resolution).toMatchObject({ action: 'adopt', by: 'rule' });
    expect(asked('/adjustments/').filter(({ body }) => body['providerReference'] === source)).toEqual([
      expect.objectContaining({ body: expect.objectContaining({ kind: 'adopt_charge', amount: eur(4200) }) }),
    ]);
    const { log } = await operator.show(found.id);
    expect(log.map(({ event }) => event)).toEqual(['named', 'acted', 'resolved']);
  });

  it('a duplicate is given back, and its refund is nobody’s surprise', async () => {
    const sold = shop.sell(2500);
    const again = { ...sold.charge, id: 'txn_again', source: 'ch_again', providerReference: 'pi_again', fee: eur(0) };
    shop.provider.push(again);
    const found = await operator.find('duplicate_charge', 'ch_again', 'resolved');
    expect(found.resolution).toMatchObject({ action: 'refund_duplicate', result: { state: 'succeeded' } });
    expect(asked('/provider-refunds/')).toHaveLength(1);
    expect((await operator.all()).filter(({ kind }) => kind === 'orphan_refund')).toEqual([]);
  });

  it('a second attempt of one order is refunded, not the one that the order counts', async () => {
    const sold = shop.sell(3100);
    const second = shop.sell(3100, now(), sold.order);
    const found = await operator.find('duplicate_charge', second.attemptId, 'resolved');
    expect(found.resolution).toMatchObject({ action: 'refund_duplicate', by: 'rule' });
    expect(asked(`/attempts/${second.attemptId}/refunds/`)).toEqual([
      expect.objectContaining({ body: expect.objectContaining({ amount: eur(3100) }) }),
    ]);
    expect(asked(`/attempts/${sold.attemptId}/refunds/`)).toEqual([]);
  });

  it('money taken there and only authorised here is captured here', async () => {
    const sold = shop.sell(1500);
    Object.assign(sold.order, { state: 'confirmed' });
    Object.assign(sold.payment, { state: 'authorized', captured: eur(0), ledger: eur(0), movements: [] });
    await eventually(() => expect(asked(`/attempts/${sold.attemptId}/capture`)).toHaveLength(1), { timeoutMs: 20_000 });
    Object.assign(sold.order, { state: 'paid', updatedAt: now() });
    const found = await operator.find('status', sold.charge.source!, 'resolved');
    expect(found.resolution).toMatchObject({ action: 'capture', result: { attemptState: 'captured' } });
  });

  it('money held for an order that has ended is let go', async () => {
    const sold = shop.sell(1600);
    shop.provider.pop();
    Object.assign(sold.order, { state: 'cancelled' });
    Object.assign(sold.payment, {
      state: 'authorized',
      captured: eur(0),
      ledger: eur(0),
      feeBooked: eur(0),
      movements: [],
    });
    const found = await operator.find('status', sold.attemptId, 'resolved');
    expect(found.resolution).toMatchObject({ action: 'void', result: { attemptState: 'voided' } });
  });

  it('is tried again while the service is out, under the same id', async () => {
    const ids = new Set<string>();
    let left = 3;
    shop.instead = ({ path }) => {
      if (!path.includes('/adjustments/')) return undefined;
      ids.add(path);
      return left-- > 0
        ? { status: 503, body: { error: { code: 'payment.provider.unavailable', message: 'out' } } }
        : undefined;
    };
    const { source } = shop.stray(4300);
    const found = await operator.find('missing_internal', source!, 'resolved');
    shop.instead = () => undefined;
    expect(ids.size).toBe(1);
    expect(found.tries).toBeGreaterThanOrEqual(1);
    expect((await operator.show(found.id)).log.some(({ event }) => event === 'failed')).toBe(true);
  });
});

describe('what no rule allows waits for a person', () => {
  it('who decides with a note; it is logged before it is done, done once, and a log line cannot be changed', async () => {
    const sold = shop.sell(2000);
    sold.charge.amount = eur(2100);
    const found = await operator.find('amount', sold.charge.source!, 'waiting');
    expect(found).toMatchObject({ automaticAction: null, permittedActions: ['adopt', 'accept'] });
    const decided = await Promise.all([operator.decide(found.id, 'adopt'), operator.decide(found.id, 'adopt')]);
    expect(decided.map(({ status }) => status)).toEqual([200, 200]);
    const over = await operator.find('amount', sold.charge.source!, 'resolved');
    expect(over.resolution).toMatchObject({ action: 'adopt', by: 'ann@example.com', note: 'as agreed' });
    expect(asked('/adjustments/').filter(({ body }) => body['providerReference'] === sold.charge.id)).toHaveLength(1);
    const { log } = await operator.show(found.id);
    expect(log.map(({ event, by }) => [event, by])).toEqual([
      ['named', 'rule'],
      ['decided', 'ann@example.com'],
      ['acted', 'ann@example.com'],
      ['resolved', 'ann@example.com'],
    ]);
    const { writer } = pair[0]!.platform.database!;
    await expect(writer.query(`UPDATE discrepancy_log SET note = 'x'`)).rejects.toThrow('append-only');
    await expect(writer.query('DELETE FROM discrepancy_log')).rejects.toThrow('append-only');
  });

  it('what is accepted stays so while it is the same to the cent', async () => {
    const sold = shop.sell(2200);
    sold.charge.amount = eur(2300);
    const { id } = await operator.find('amount', sold.charge.source!, 'waiting');
    expect((await operator.decide(id, 'accept')).body).toMatchObject({ state: 'resolved', unexplained: eur(0) });
    sold.charge.amount = eur(2301);
    await operator.find('amount', sold.charge.source!, 'waiting');
    const { log, unexplained } = await operator.show(id);
    expect(unexplained).toEqual(eur(101));
    expect(log.map(({ event }) => event)).toEqual(['named', 'decided', 'resolved', 'reopened']);
  });

  it('and is refused what is not permitted, not theirs to decide, or not there', async () => {
    const sold = shop.sell(2400);
    sold.charge.amount = eur(2500);
    const { id } = await operator.find('amount', sold.charge.source!, 'waiting');
    for (const action of ['void', 'write_off']) {
      expect(await operator.decide(id, action)).toMatchObject({
        status: 409,
        body: { error: { code: 'reconciliation.decision.not_permitted' } },
      });
    }
    expect((await operator.decide(id, 'accept', ' ')).status).toBe(400);
    expect((await operator.decide(crypto.randomUUID(), 'accept')).status).toBe(404);
    for (const [role, status] of [
      [null, 401],
      ['customer', 403],
    ] as const) {
      const other = new Operator(() => pair[0]!, role);
      expect((await other.decide(id, 'accept')).status).toBe(status);
      for (const path of [
        '/discrepancies',
        `/discrepancies/${id}`,
        '/days',
        '/days/2026-01-01',
        '/days/2026-01-01.csv',
        '/runs',
      ]) {
        expect((await other.ask('GET', path)).status).toBe(status);
      }
    }
    expect((await operator.decide(id, 'accept')).status).toBe(200);
  });
});

describe('a payout', () => {
  const payout = (payoutId: string, amountMinor: number, transactionsNet = eur(amountMinor)) => {
    shop.payouts.push({
      payoutId,
      amount: eur(amountMinor),
      status: 'paid',
      createdAt: now(),
      arrivalDate: now(),
      transactionsNet,
    });
  };
  const book = (reference: string, amountMinor: number) =>
    shop.bank.push({ id: `line_${reference}`, bookedAt: now(), amountMinor, currency: 'EUR', reference });

  it('that the bank does not know, or knows otherwise, or that is not its own sum, is named', async () => {
    payout('po_lost', 5000);
    payout('po_less', 6000);
    book('po_less', 5900);
    payout('po_odd', 7000, eur(7100));
    book('po_odd', 7000);
    await operator.find('missing_payout', 'po_lost');
    await operator.find('payout_sum', 'po_less');
    await operator.find('payout_sum', 'po_odd');
    book('po_lost', 5000);
    await operator.find('missing_payout', 'po_lost', 'resolved');
  });

  it('that was written off and comes to the bank after all is in the books again', async () => {
    payout('po_late', 8000);
    const { id } = await operator.find('missing_payout', 'po_late');
    await eventually(async () => expect((await operator.decide(id, 'write_off')).status).toBe(200), {
      timeoutMs: 60_000,
      everyMs: 200,
    });
    await operator.find('missing_payout', 'po_late', 'resolved');
    const booked = shop.asked.find(({ body }) => body['providerReference'] === 'po_late');
    expect(booked?.body).toMatchObject({ kind: 'bank_out', amount: eur(8000) });
    book('po_late', 8000);
    const over = { state: 'resolved', resolution: { action: 'take_back', by: 'rule' }, unexplained: eur(0) };
    await eventually(async () => expect(await operator.show(id)).toMatchObject(over), {
      timeoutMs: 30_000,
      everyMs: 200,
    });
    const transactionId = booked?.path.split('/').at(-1);
    expect(shop.asked.filter(({ path }) => path.endsWith('/reversal'))).toMatchObject([
      { path: `/internal/ledger/${transactionId}/reversal` },
    ]);
  });
});

describe('the ledger as a whole', () => {
  it('is named when a seal is broken, until it is whole', async () => {
    shop.brokenSeals = [{ sealId: 3, reason: 'its hash is another one' }];
    await operator.find('ledger', 'seal 3', 'waiting');
    shop.brokenSeals = [];
    await operator.find('ledger', 'seal 3', 'resolved');
  });
});

describe('a run', () => {
  const hour = () => ({
    from: new Date(Date.now() - 3_600_000).toISOString(),
    to: new Date(Date.now() + 60_000).toISOString(),
  });

  it('compares a window now, counts what it matched, and is listed', async () => {
    const before = (await operator.ask<{ matched: number }>('POST', '/runs', hour())).body.matched;
    for (let i = 0; i < 5; i++) shop.sell();
    const { status, body } = await operator.ask<{ matched: number }>('POST', '/runs', hour());
    expect({ status, matched: body.matched }).toEqual({ status: 201, matched: before + 5 });
    expect((await operator.ask<{ items: object[] }>('GET', '/runs')).body.items[0]).toEqual(body);
  });

  it('refuses a window that is empty, reversed or too long', async () => {
    const [a, b] = [now(), new Date(Date.now() + 8 * 86_400_000).toISOString()];
    for (const [from, to] of [
      [a, a],
      [b, a],
      [a, b],
    ]) {
      expect(await operator.ask('POST', '/runs', { from, to })).toMatchObject({
        status: 400,
        body: { error: { code: 'reconciliation.window.invalid' } },
      });
    }
  });

  it('fails whole when a source does not answer', async () => {
    shop.instead = ({ path }) => (path.endsWith('/statement') ? 'reset' : undefined);
    expect(await operator.ask('POST', '/runs', hour())).toMatchObject({
      status: 503,
      body: { error: { code: 'reconciliation.source.unavailable', details: { source: 'bank' } } },
    });
    shop.instead = () => undefined;
  });
});
