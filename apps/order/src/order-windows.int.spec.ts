import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Order } from '@breakwater/contracts';
import { systemClock } from '@breakwater/kernel';
import { eventually } from '@breakwater/testing';
import { FORMER_OPEN_MS } from './domain/step-outcomes.js';
import { OrderShop } from './testing/order-shop.js';
import { inventoryThatHolds } from './testing/peers.js';

const HOLD_SECONDS = 900;
const ACTION_WINDOW_SECONDS = 840;
const PAY_AGAIN_SECONDS = 172_800;
const DEFERRED_HOLD_SECONDS = 86_400;

let shop: OrderShop;
let movedMs = 0;

beforeAll(async () => {
  jest.spyOn(systemClock, 'now').mockImplementation(() => Date.now() + movedMs);
  shop = await OrderShop.start();
});
afterAll(async () => {
  await shop?.stop();
  jest.restoreAllMocks();
});
beforeEach(() => shop.fresh());

const later = (seconds: number): void => void (movedMs += seconds * 1000);
const noticesOf = async (id: string): Promise<string[]> => {
  const rows = await shop.database.writer.query<{ notice: string }>(
    'SELECT notice FROM notification WHERE order_id = $1 ORDER BY created_at',
    [id],
  );
  return rows.map(({ notice }) => notice);
};
const isReleased = (): boolean => shop.inventory.calls.some((call) => call.endsWith('/release'));

describe('an order whose hold is not there', () => {
  it('is not taken for reserved: it asks for its things again before it asks for money', async () => {
    const holds = inventoryThatHolds();
    shop.inventory.script = async (request) => {
      const answer = await holds(request);
      return typeof answer === 'object'
        ? { ...answer, body: { ...(answer.body as object), state: 'expired' } }
        : answer;
    };
    const { id, state } = await shop.bought();
    expect([state, shop.payment.calls]).toEqual(['pending', []]);
    shop.inventory.script = holds;
    await shop.reaches(id, 'paid');
    expect(shop.inventory.calls.filter((call) => call.startsWith('PUT')).length).toBeGreaterThan(1);
  });
});

describe('the time to pay in another way', () => {
  it('ends with a cancelled order, released stock and a mail', async () => {
    const { id, payUntil } = await shop.due();
    expect(Date.parse(payUntil ?? '') - systemClock.now()).toBeGreaterThan((PAY_AGAIN_SECONDS - 60) * 1000);
    later(PAY_AGAIN_SECONDS - 60);
    expect((await shop.look(id)).state).toBe('payment_due');
    later(61);
    expect(await shop.reaches(id, 'cancelled')).toMatchObject({ cancellation: 'window_over', payUntil: null });
    await shop.rests(id);
    expect([isReleased(), await noticesOf(id)]).toEqual([true, ['order_recorded', 'payment_due', 'order_cancelled']]);
    expect((await shop.pay(id)).status).toBe(409);
  });

  it('ends also when the bank was asked and nobody can say what the customer did there', async () => {
    const { id } = await shop.due('requires_action');
    await shop.payment.refuse();
    later(PAY_AGAIN_SECONDS + 1);
    await shop.reaches(id, 'cancelled');
    expect(isReleased()).toBe(false);
    await shop.payment.listen();
    await eventually(() => expect(shop.desk.of(id)[0]?.state).toBe('voided'));
    later(60);
    await shop.rests(id);
    expect(isReleased()).toBe(true);
  });

  it('ends for nobody whose payment went through, as soon as payment says so', async () => {
    const { id } = await shop.due('requires_action');
    await shop.database.writer.query("UPDATE orders SET next_attempt_at = now() + interval '90 days' WHERE id = $1", [
      id,
    ]);
    shop.desk.of(id)[0]!.state = 'authorized';
    await shop.tell([...shop.desk.attempts.keys()][0]!);
    await shop.reaches(id, 'paid');
  });
});

describe('another card while the former attempt does not end', () => {
  const stuck = async (): Promise<Order> => {
    const { id } = await shop.due('requires_action');
    shop.desk.trouble.set('void', {
      status: 409,
      body: { error: { code: 'payment.attempt.illegal_move', message: '' } },
    });
    const { status, body } = await shop.pay(id);
    expect([status, Order.parse(body).state]).toEqual([202, 'reserved']);
    later(FORMER_OPEN_MS / 1000 + 1);
    return shop.reaches(id, 'payment_due');
  };

  it('is not asked for; after minutes the customer hears so, and may cancel or pay again', async () => {
    const { id, decline, mayCancel } = await stuck();
    expect([decline?.code, mayCancel, shop.desk.of(id).length]).toEqual(['former_payment_open', true, 1]);
    expect(await noticesOf(id)).toEqual(['order_recorded', 'payment_due', 'payment_due']);
    shop.desk.trouble.clear();
    const again = await shop.pay(id);
    expect([again.status, Order.parse(again.body).state]).toEqual([201, 'paid']);
    expect(shop.desk.of(id).map(({ state }) => state)).toEqual(['voided', 'captured']);
  });

  it('leaves the order to the former one, should that be paid after all', async () => {
    const { id } = await stuck();
    const [former] = [...shop.desk.attempts.keys()];
    shop.desk.of(id)[0]!.state = 'authorized';
    await shop.tell(former!);
    await shop.reaches(id, 'paid');
    expect([shop.desk.of(id).length, shop.kept(id)]).toEqual([1, 2990]);
  });

  it('ends with the time to pay, and nobody is charged whenever the former one ends', async () => {
    const { id } = await stuck();
    later(PAY_AGAIN_SECONDS + 1);
    expect(await shop.reaches(id, 'cancelled')).toMatchObject({ cancellation: 'window_over' });
    shop.desk.trouble.clear();
    later(60);
    await shop.rests(id);
    expect([shop.desk.of(id)[0]?.state, isReleased(), shop.kept(id)]).toEqual(['voided', true, 0]);
  });
});

describe('a payment that payment refuses to take on', () => {
  it('is not asked for for ever: when the stock is gone the order ends and the customer is told', async () => {
    const mismatch = { status: 409, body: { error: { code: 'payment.attempt.mismatch', message: '' } } };
    shop.desk.trouble.set('authorize', mismatch);
    const { id, state } = await shop.bought();
    expect(state).toBe('reserved');
    later(HOLD_SECONDS + 60);
    expect(await shop.reaches(id, 'rejected')).toMatchObject({ rejection: 'hold_expired' });
    await shop.rests(id);
    expect([await noticesOf(id), isReleased(), shop.kept(id)]).toEqual([['order_cancelled'], true, 0]);
  });
});

describe('the time for 3-D Secure at checkout', () => {
  it('ends with a cancelled order and released stock', async () => {
    shop.desk.cards.set('pm_3ds', 'requires_action');
    const { id, state } = await shop.bought('pm_3ds');
    expect(state).toBe('requires_action');
    later(ACTION_WINDOW_SECONDS + 10);
    expect(await shop.reaches(id, 'cancelled')).toMatchObject({ cancellation: 'window_over' });
    await shop.rests(id);
    expect([isReleased(), shop.desk.of(id)[0]?.state]).toEqual([true, 'voided']);
  });
});

describe('a deferral', () => {
  const deferred = async (): Promise<Order> => {
    shop.desk.trouble.set('authorize', 'reset');
    await shop.payment.refuse();
    return shop.bought();
  };

  it('ends when the stock cannot be held any longer: the customer is told, and nothing is charged', async () => {
    const { id, state } = await deferred();
    expect(state).toBe('payment_deferred');
    later(DEFERRED_HOLD_SECONDS + 600);
    expect(await shop.reaches(id, 'rejected')).toMatchObject({ rejection: 'hold_expired' });
    expect(await noticesOf(id)).toEqual(['order_recorded', 'order_cancelled']);
    await shop.payment.listen();
    later(120);
    await shop.rests(id);
    expect([isReleased(), shop.kept(id)]).toEqual([true, 0]);
  });

  it('goes on while the stock is still held', async () => {
    const { id } = await deferred();
    const holds = inventoryThatHolds();
    shop.inventory.script = async (request) => {
      const answer = await holds(request);
      if (typeof answer === 'object') {
        const expiresAt = new Date(systemClock.now() + 1_000_000).toISOString();
        return { ...answer, body: { ...(answer.body as object), expiresAt } };
      }
      return answer;
    };
    later(DEFERRED_HOLD_SECONDS + 600);
    const asked = `GET /internal/reservations/${id}`;
    await eventually(() => expect(shop.inventory.calls).toContain(asked));
    expect((await shop.look(id)).state).toBe('payment_deferred');
    shop.desk.trouble.clear();
    await shop.payment.listen();
    later(600);
    await shop.reaches(id, 'paid');
  });
});
