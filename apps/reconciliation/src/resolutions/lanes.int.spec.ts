import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningService, startService } from '@breakwater/service-host';
import { eventually, type PeerAnswer, type PeerRequest, serviceEnvironment } from '@breakwater/testing';
import { reconciliationService } from '../service.js';
import { Operator } from '../testing/operator.js';
import { eur, now, ScriptedShop } from '../testing/scripted-shop.js';

// Two instances on one database after an outage: a hundred charges that we booked two hours ago are not at the provider.

const LOST = 100;
const MINUTE_MS = 60_000;
const BEGAN = Date.now();
const longAgo = (minutes: number): string => new Date(BEGAN - (120 - minutes) * MINUTE_MS).toISOString();

let shop: ScriptedShop;
let pair: RunningService[];
const operator = new Operator(() => pair[0]!);
/** Readings of the time of the outage, each counted with its first page; the first one, from the beginning, is not. */
const rereads: Record<string, number> = {};
const refreshes: Record<string, number> = {};
/** What the peers do instead of answering. */
let script = (_request: PeerRequest): PeerAnswer | undefined => undefined;

function count({ path, query }: PeerRequest): void {
  const fromMs = Date.parse(query.get('from') ?? '');
  if (fromMs > BEGAN - 180 * MINUTE_MS && fromMs < BEGAN - 30 * MINUTE_MS && query.get('after') === null)
    rereads[path] = (rereads[path] ?? 0) + 1;
  if (query.get('refresh') === 'true') refreshes[path] = (refreshes[path] ?? 0) + 1;
}

beforeAll(async () => {
  shop = await ScriptedShop.open();
  const sql = { ...(await serviceEnvironment('reconciliation')), ...shop.env };
  for (let i = 0; i < LOST; i++) shop.sell(1000 + i, longAgo(i / 2));
  shop.provider = [];
  shop.instead = (request) => {
    count(request);
    return script(request);
  };
  const env = {
    ...sql,
    RECONCILIATION_POLL_SECONDS: '0.5',
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
  script = () => undefined;
});

const asked = (part: string) => shop.asked.filter(({ path }) => path.includes(part));

describe('a hundred discrepancies of one outage', () => {
  it('cost each source a few readings of that time a round, not one each', async () => {
    await eventually(
      async () => {
        const rows = (await operator.all()).filter(({ kind }) => kind === 'missing_provider');
        expect(rows).toHaveLength(LOST);
        // The rule has asked again as often as it does, all of them.
        for (const { state, tries } of rows) expect({ state, tries }).toEqual({ state: 'waiting', tries: 4 });
      },
      { timeoutMs: 120_000, everyMs: 500 },
    );
    const counts = { ...rereads };
    expect(Object.keys(counts).toSorted()).toEqual([
      '/internal/facts/orders',
      '/internal/facts/payments',
      '/internal/facts/provider',
    ]);
    // Four tries by the rule, and what is unresolved is read again meanwhile: by either of two instances.
    for (const readings of Object.values(counts)) expect(readings).toBeLessThanOrEqual(24);
    expect(refreshes).toEqual({});
  });
});

describe('an act on money', () => {
  /** What is asked about the time around an event, and not what is new: the follower goes back a minute and a half. */
  const isReread = ({ path, query }: PeerRequest): boolean =>
    path === '/internal/facts/provider' && Date.parse(query.get('from') ?? '') < Date.now() - 3 * MINUTE_MS;

  it('does not wait for readings that hang', async () => {
    let hanging = 0;
    script = (request) => (isReread(request) && ++hanging > 0 ? 'hang' : undefined);
    const lost = shop.sell(700);
    shop.provider = shop.provider.filter(({ providerReference }) => providerReference !== lost.reference);
    await operator.find('missing_provider', lost.attemptId, 'open');
    await eventually(() => expect(hanging).toBeGreaterThanOrEqual(1));
    const { source } = shop.stray(4200);
    const named = await operator.find('missing_internal', source!);
    await operator.find('missing_internal', source!, 'resolved', 5000);
    expect(asked('/adjustments/').filter(({ body }) => body['providerReference'] === source)).toHaveLength(1);
    expect((await operator.show(named.id)).log.map(({ event }) => event)).toEqual(['named', 'acted', 'resolved']);
    expect(await operator.find('missing_provider', lost.attemptId)).toMatchObject({ state: 'open' });
    shop.provider.push(lost.charge);
  });

  it('that takes longer than its lease is sent again by the other instance, under the same id', async () => {
    const sent: string[] = [];
    script = ({ path }) => (path.includes('/adjustments/') && sent.push(path) === 1 ? 'hang' : undefined);
    const { source } = shop.stray(4300);
    await operator.find('missing_internal', source!, 'resolved');
    expect(sent.length).toBeGreaterThanOrEqual(2);
    expect(new Set(sent).size).toBe(1);
    expect(asked('/adjustments/').filter(({ body }) => body['providerReference'] === source)).toEqual([
      expect.objectContaining({ body: expect.objectContaining({ amount: eur(4300) }) }),
    ]);
  });
});

describe('a discrepancy that cannot even be begun', () => {
  it('holds up neither acts nor readings', async () => {
    const sql = pair[0]!.platform.database!.writer;
    const [reads, acts] = (await operator.all()).filter(({ kind }) => kind === 'missing_provider');
    const ids = [reads!.id, acts!.id];
    await sql.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.id IN ('${ids.join("','")}') THEN RAISE EXCEPTION 'cannot be stored'; END IF; RETURN NEW; END $$`);
    await sql.query(
      'CREATE TRIGGER refuse BEFORE UPDATE OF lifecycle ON discrepancy FOR EACH ROW EXECUTE FUNCTION refuse()',
    );
    // Due before all others, for ever.
    const due = (lane: string, id: string) =>
      sql.query(`UPDATE discrepancy SET lane = $1, next_try_at = now() - interval '1 day' WHERE id = $2`, [lane, id]);
    await Promise.all([due('read', reads!.id), due('act', acts!.id)]);
    const { source } = shop.stray(4400);
    const lost = shop.sell(800, now());
    shop.provider = shop.provider.filter(({ providerReference }) => providerReference !== lost.reference);
    await operator.find('missing_internal', source!, 'resolved');
    const { id } = await operator.find('missing_provider', lost.attemptId);
    await eventually(async () => expect((await operator.show(id)).log.map(({ event }) => event)).toContain('acted'));
    await sql.query('DROP TRIGGER refuse ON discrepancy');
  });
});
