import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { checkInvariants, getInvariants, type InvariantReport } from '@breakwater/contracts';
import { type RunningService, type SessionClaims, signSession, startService } from '@breakwater/service-host';
import { eventually, scriptedPeer, type ScriptedPeer, TEST_SERVICE_KEY, TEST_SESSION_KEY } from '@breakwater/testing';
import { operations } from './operations.js';
import { SmallEdge } from './testing/small-edge.js';
import { SmallWorld } from './testing/small-world.js';

let service: RunningService;
let order: ScriptedPeer;
let inventory: ScriptedPeer;
let payment: ScriptedPeer;
let edge: ScriptedPeer;
let world: SmallWorld;
let door: SmallEdge;
let orderId: string;

const NOWHERE = '127.0.0.1:9';

async function start(change: Record<string, string> = {}): Promise<RunningService> {
  return startService(operations, {
    SERVICE_KEY: TEST_SERVICE_KEY,
    SESSION_KEY: TEST_SESSION_KEY,
    DATABASE_HOSTS: NOWHERE,
    DATABASE_NAME: 'x',
    DATABASE_USER: 'x',
    DATABASE_PASSWORD: 'x',
    REDIS_CACHE_URL: `redis://${NOWHERE}`,
    REDIS_QUEUE_URL: `redis://${NOWHERE}`,
    ORDER_URL: order.url,
    INVENTORY_URL: inventory.url,
    PAYMENT_URL: payment.url,
    EDGE_URL: edge.url,
    INVARIANTS_EVERY_SECONDS: '0',
    INVARIANTS_SECOND_LOOK_MS: '20',
    INVARIANTS_LIMITS: 'pending=300',
    ...change,
  });
}

beforeAll(async () => {
  [order, inventory, payment, edge] = (await Promise.all(
    Array.from({ length: 4 }, () => scriptedPeer(() => ({ status: 500 }))),
  )) as [ScriptedPeer, ScriptedPeer, ScriptedPeer, ScriptedPeer];
});
afterAll(async () => {
  await Promise.all([order, inventory, payment, edge].map((peer) => peer.stop()));
});
beforeEach(async () => {
  world = new SmallWorld();
  door = new SmallEdge();
  for (const sku of ['A', 'B']) world.addStock(sku);
  orderId = world.addPaid();
  world.addPaid();
  [order.script, inventory.script, payment.script, edge.script] = [
    world.order,
    world.inventory,
    world.payment,
    door.script,
  ];
  service = await start();
});
afterEach(() => service.close());

function session(role: 'customer' | 'operator'): Record<string, string> {
  const customer = { id: orderId, email: 'o@example.org', name: 'O', role };
  const claims: SessionClaims = { sessionId: 's', cartId: 'c', customer, expiresAt: Date.now() + 60_000 };
  return { 'x-session': signSession(TEST_SESSION_KEY, claims), 'content-type': 'application/json' };
}

async function post(body: object, from = service): Promise<{ status: number; body: unknown }> {
  const options = { method: 'POST', headers: session('operator'), body: JSON.stringify(body) };
  const response = await fetch(`${from.url}/operations/invariants`, options);
  return { status: response.status, body: await response.json() };
}

/** Asks until the run is done, by the same id. */
async function check(full = false): Promise<InvariantReport> {
  const runId = crypto.randomUUID();
  return eventually(
    async () => {
      const { report } = checkInvariants.responses[200].parse((await post({ full, runId })).body);
      if (report === null) throw new Error('not done yet');
      return report;
    },
    { timeoutMs: 40_000 },
  );
}

const found = ({ violations }: InvariantReport): string[] =>
  violations.map(({ code, ids }) => `${code.replace('invariant.', '')} ${Object.keys(ids).sort().join()}`);
const statesOf = ({ invariants }: InvariantReport): string => invariants.map(({ state }) => state).join(' ');

describe('a check', () => {
  it('of a healthy shop says that all five hold, and how much it looked at', async () => {
    const report = await check(true);
    expect(report).toMatchObject({ state: 'holds', scope: 'full', violations: [] });
    expect(report.invariants.map(({ invariant }) => invariant)).toEqual([1, 2, 3, 4, 5]);
    expect(report.invariants.every(({ checked, notChecked }) => checked > 0 && notChecked === null)).toBe(true);
  });

  it('names each kind of violation with its ids, and forgets it when it is put right', async () => {
    const attempt = world.attemptOf(orderId);
    const { providerReference } = attempt;
    const paid = world.orders.get(orderId)!;
    const reservation = world.reservations.get(orderId)!;
    const stray = 'pi_stray';
    const kinds: [string[], () => void, () => void][] = [
      [['stock.does_not_add_up sku'], () => world.addStock('C', { available: 9 }), () => void world.stock.pop()],
      [
        ['stock.confirmed_disagrees sku'],
        () => world.addStock('C', { confirmedInReservations: 0 }),
        () => void world.stock.pop(),
      ],
      [
        ['stock.sold_without_hold orderId'],
        () => world.reservations.set(orderId, { ...reservation, state: 'released' }),
        () => world.reservations.set(orderId, reservation),
      ],
      [
        ['money.kept_without_order orderId', 'order.lost orderId', 'stock.held_without_order orderId'],
        () => world.orders.delete(orderId),
        () => world.orders.set(orderId, paid),
      ],
      [
        ['order.stuck orderId'],
        () => world.orders.set(orderId, { ...paid, state: 'pending', final: false }),
        () => world.orders.set(orderId, paid),
      ],
      [
        ['money.ledger_disagrees attemptId,orderId'],
        () => (attempt.ledger.amountMinor = 999),
        () => (attempt.ledger.amountMinor = 1000),
      ],
      [
        ['money.captured_twice orderId', 'money.sold_without_capture orderId'],
        () => world.attempts.push({ ...attempt, attemptId: crypto.randomUUID(), providerReference: null }),
        () => void world.attempts.pop(),
      ],
      [
        ['money.provider_disagrees attemptId,orderId,providerReference'],
        () => world.held.set(providerReference ?? '', 999),
        () => world.held.set(providerReference ?? '', 1000),
      ],
      [
        ['money.kept_after_end orderId'],
        () => world.orders.set(orderId, { ...paid, state: 'refunded' }),
        () => world.orders.set(orderId, paid),
      ],
      [
        ['money.refund_disagrees orderId'],
        () => world.orders.set(orderId, { ...paid, refunded: { ...paid.total, amountMinor: 1 } }),
        () => world.orders.set(orderId, paid),
      ],
      [['money.charge_unknown providerReference'], () => world.held.set(stray, 50), () => (world.corrected = [stray])],
      [
        ['ledger.seal_broken sealId'],
        () =>
          (world.ledger = { ...world.ledger, seals: { ...world.ledger.seals, broken: [{ sealId: 1, reason: '' }] } }),
        () => (world.ledger = { ...world.ledger, seals: { ...world.ledger.seals, broken: [] } }),
      ],
      [
        ['visibility.own_write_unseen cartId,sessionId,sku'],
        () => (door.read = () => 0),
        () => (door.read = () => door.quantity),
      ],
      [
        ['visibility.foreign_order_seen orderId,sessionId'],
        () => door.open.add(orderId),
        () => door.open.delete(orderId),
      ],
    ];
    for (const [expected, corrupt, repair] of kinds) {
      corrupt();
      const report = await check(true);
      expect(found(report).sort()).toEqual([...expected].sort());
      expect(report.state).toBe('violated');
      repair();
      expect(await check()).toMatchObject({ state: 'holds', violations: [] });
    }
  }, 60_000);

  it('looks twice: what is put right meanwhile, or has only just changed, is no violation', async () => {
    const reservation = world.reservations.get(orderId)!;
    let looks = 0;
    inventory.script = (request) => {
      const wrong = request.path.endsWith('/reservations') && ++looks === 1;
      world.reservations.set(orderId, wrong ? { ...reservation, state: 'released' } : reservation);
      return world.inventory(request);
    };
    expect((await check(true)).violations).toEqual([]);
    expect(looks).toBeGreaterThan(1);
    world.reservations.set(orderId, { ...reservation, state: 'released', updatedAt: new Date().toISOString() });
    inventory.script = world.inventory;
    expect((await check(true)).violations).toEqual([]);
  });

  it('does not judge an order that changes while it is looked at', async () => {
    world.reservations.delete(orderId);
    order.script = (request) => {
      const known = world.orders.get(orderId)!;
      world.orders.set(orderId, { ...known, version: known.version + 1 });
      return world.order(request);
    };
    expect((await check(true)).violations).toEqual([]);
  });
});

describe('what was found before', () => {
  const without = (code: string) => (report: InvariantReport) => found(report).filter((one) => !one.startsWith(code));

  it('is not pushed out by a flood of other violations, and healed only when it was looked at again', async () => {
    const attempt = world.attemptOf(orderId);
    world.attempts.push({ ...attempt, attemptId: crypto.randomUUID(), providerReference: null });
    for (let i = 0; i < 600; i++) world.addStock(`BAD-${i}`, { available: 9 });
    const charged = ['money.captured_twice orderId', 'money.sold_without_capture orderId'];
    const count = (report: InvariantReport) => report.invariants.map(({ violations }) => violations).join(' ');
    for (const full of [true, false]) {
      const report = await check(full);
      expect(count(report)).toBe('600 0 2 0 0');
      expect(found(report)).toEqual(expect.arrayContaining(charged));
      expect(report.violations).toHaveLength(500);
      world.quiet = true;
    }
    world.stock.splice(2);
    const left = await check();
    expect(found(left).sort()).toEqual(charged);
    world.attempts.pop();
    expect(await check()).toMatchObject({ state: 'holds', violations: [] });
  });

  it('stays open while its order is under way again', async () => {
    const paid = world.orders.get(orderId)!;
    world.orders.set(orderId, { ...paid, state: 'refunded' });
    expect(found(await check(true))).toEqual(['money.kept_after_end orderId']);
    world.orders.set(orderId, { ...paid, steps: ['refund_payment'], updatedAt: new Date().toISOString() });
    expect(found(await check())).toEqual(['money.kept_after_end orderId']);
    world.orders.set(orderId, paid);
    expect((await check()).violations).toEqual([]);
  });

  it('of an order does not hide that it is gone', async () => {
    world.reservations.delete(orderId);
    expect(found(await check(true))).toEqual(['stock.sold_without_hold orderId']);
    world.orders.delete(orderId);
    expect(without('money')(await check(true))).toEqual(['order.lost orderId']);
  });
});

describe('a broken seal', () => {
  it('that one of several instances of payment has come upon stays found, whichever answers', async () => {
    const facts = world.ledger;
    const broken = { ...facts, seals: { ...facts.seals, broken: [{ sealId: 7, reason: 'changed' }] } };
    let calls = 0;
    let whole = false;
    payment.script = (request) => {
      if (request.path !== '/internal/facts/ledger') return world.payment(request);
      const knows = calls++ === 0 || request.query.get('seals')?.split(',').includes('7');
      return { status: 200, body: knows && !whole ? broken : facts };
    };
    for (const full of [true, false, false]) expect(found(await check(full))).toEqual(['ledger.seal_broken sealId']);
    whole = true;
    expect((await check()).violations).toEqual([]);
  });
});

describe('a full check', () => {
  it('goes on behind thousands of payments that only look wrong at first', async () => {
    const movementsFor = new Set<string>();
    for (let i = 0; i < 5_000; i++) {
      const { providerReference } = world.attemptOf(world.addPaid());
      if (i > 2_050) movementsFor.add(providerReference ?? '');
    }
    const wrong = world.attemptOf(world.addPaid());
    world.held.set(wrong.providerReference ?? '', 999);
    const after = `1_${wrong.attemptId}`;
    payment.script = (request) => {
      if (request.path.endsWith('/changed-attempts')) {
        const second = request.query.get('after') === after;
        const items = second ? [wrong] : world.attempts.filter((one) => one !== wrong);
        return { status: 200, body: { items, next: second ? null : after } };
      }
      if (request.path !== '/internal/facts/provider') return world.payment(request);
      return world.movements(({ providerReference }) => movementsFor.has(providerReference ?? ''));
    };
    const report = await check(true);
    expect(found(report)).toEqual(['money.provider_disagrees attemptId,orderId,providerReference']);
    expect(report.invariants[2]).toMatchObject({ notChecked: null });
  }, 90_000);
});

describe('a source that is away is not checked: neither a violation nor green', () => {
  it.each([
    ['order', () => order.refuse(), () => order.listen(), 'not_checked not_checked not_checked holds holds'],
    ['inventory', () => inventory.refuse(), () => inventory.listen(), 'not_checked holds holds holds holds'],
    ['payment', () => payment.refuse(), () => payment.listen(), 'holds holds not_checked not_checked holds'],
    ['the edge', () => edge.refuse(), () => edge.listen(), 'holds holds holds holds not_checked'],
  ])('%s refuses connections', async (_what, leave, comeBack, states) => {
    await leave();
    try {
      const report = await check();
      expect([statesOf(report), report.state, report.violations]).toEqual([states, 'not_checked', []]);
      expect(report.invariants.filter(({ notChecked }) => notChecked !== null)).not.toEqual([]);
    } finally {
      await comeBack();
    }
  });

  it.each(['half', 'reset'] as const)('payment gives a %s for an answer', async (answer) => {
    payment.script = () => answer;
    const report = await check();
    expect([statesOf(report), report.violations]).toEqual(['holds holds not_checked not_checked holds', []]);
  });

  it('the provider cannot be asked: payment’s own numbers are still compared', async () => {
    const error = { code: 'payment.provider.unavailable', message: 'busy' };
    payment.script = (request) =>
      request.path === '/internal/facts/provider' ? { status: 503, body: { error } } : world.payment(request);
    const report = await check();
    expect(statesOf(report)).toBe('holds holds not_checked holds holds');
    expect(report.invariants[2]).toMatchObject({ notChecked: 'provider: payment.provider.unavailable' });
    expect(report.invariants[2]?.checked).toBeGreaterThan(0);
  });

  it('one that only stumbles is asked again', async () => {
    let stumbles = 2;
    const error = { code: 'payment.provider.unavailable', message: 'busy' };
    payment.script = (request) =>
      request.path === '/internal/facts/provider' && stumbles-- > 0
        ? { status: 503, body: { error } }
        : world.payment(request);
    expect(await check()).toMatchObject({ state: 'holds' });
  });

  it('one that hangs is waited for once, and the answer to who asks is 202 until then', async () => {
    inventory.script = () => 'hang';
    const runId = crypto.randomUUID();
    const first = await post({ runId });
    expect([first.status, first.body]).toEqual([202, expect.objectContaining({ id: runId, report: null })]);
    const report = await eventually(
      async () => {
        const { status, body } = await post({ runId });
        expect(status).toBe(200);
        return checkInvariants.responses[200].parse(body).report!;
      },
      { timeoutMs: 20_000 },
    );
    expect([report.id, statesOf(report)]).toEqual([runId, 'not_checked holds holds holds holds']);
  }, 40_000);

  it('what was violated before stays so while it cannot be looked at again', async () => {
    world.reservations.delete(orderId);
    const first = await check(true);
    expect(found(first)).toEqual(['stock.sold_without_hold orderId']);
    await inventory.refuse();
    try {
      const second = await check();
      expect([second.state, found(second)]).toEqual(['violated', found(first)]);
      expect(second.violations[0]?.firstSeenAt).toBe(first.violations[0]?.firstSeenAt);
    } finally {
      await inventory.listen();
    }
  });
});

describe('the result', () => {
  const read = async (from = service, role: 'customer' | 'operator' = 'operator') => {
    const response = await fetch(`${from.url}/operations/invariants`, { headers: session(role) });
    return { status: response.status, body: await response.json() };
  };

  it('is shown to operators and to nobody else', async () => {
    expect((await read(service, 'customer')).status).toBe(403);
    const response = await fetch(`${service.url}/operations/invariants`, {
      method: 'POST',
      headers: session('customer'),
      body: '{}',
    });
    expect(response.status).toBe(403);
    const report = await check();
    const shown = getInvariants.responses[200].parse((await read()).body);
    expect(shown).toEqual({ latest: report, latestFull: null, running: false });
    const full = await check(true);
    expect(getInvariants.responses[200].parse((await read()).body).latestFull).toEqual(full);
  });

  it('comes by itself, again and again', async () => {
    world.reservations.delete(orderId);
    const watching = await start({ INVARIANTS_EVERY_SECONDS: '1' });
    try {
      const latest = async () => getInvariants.responses[200].parse((await read(watching)).body).latest;
      const first = await eventually(async () => {
        const report = await latest();
        if (report === null) throw new Error('none yet');
        return report;
      });
      expect(found(first)).toEqual(['stock.sold_without_hold orderId']);
      await eventually(async () => expect((await latest())?.id).not.toBe(first.id));
    } finally {
      await watching.close();
    }
  });

  it('is complete from the first look after a start: what was wrong before is not green because it is old', async () => {
    world.reservations.delete(orderId);
    world.quiet = true;
    await inventory.refuse();
    const watching = await start({ INVARIANTS_EVERY_SECONDS: '1' });
    try {
      const status = async () => getInvariants.responses[200].parse((await read(watching)).body);
      try {
        await eventually(async () =>
          expect((await status()).latestFull).toMatchObject({ state: 'not_checked', violations: [] }),
        );
      } finally {
        await inventory.listen();
      }
      await eventually(async () => expect((await status()).latestFull?.state).toBe('violated'), { timeoutMs: 20_000 });
      const first = await status();
      expect(found(first.latestFull!)).toEqual(['stock.sold_without_hold orderId']);
      await eventually(async () => {
        const { latest } = await status();
        expect(latest?.scope).toBe('recent');
        expect(found(latest!)).toEqual(['stock.sold_without_hold orderId']);
      });
    } finally {
      await watching.close();
    }
  }, 40_000);

  it('of runs with one id is one', async () => {
    const runId = crypto.randomUUID();
    const answers = await Promise.all(Array.from({ length: 5 }, () => post({ runId })));
    const ids = answers.map(({ body }) => checkInvariants.responses[200].parse(body).report?.startedAt);
    expect(new Set(ids).size).toBe(1);
  });
});
