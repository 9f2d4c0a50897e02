import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Order, type OrderState, type Outage } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { CrashShop } from './testing/crash-shop.js';
import { operator } from './testing/shop.js';

let shop: CrashShop;
beforeAll(async () => {
  shop = await CrashShop.open();
});
afterAll(() => shop.close());
afterEach(() => shop.stop());

/** A way through the service on which it is killed, and what the customer has in the end. */
interface Way {
  readonly env?: NodeJS.ProcessEnv;
  /** As far as the process lives. The last request is sent again, with its key, when it is back. */
  readonly go: () => Promise<() => Promise<unknown>>;
  readonly end: OrderState;
  readonly mail: string;
  readonly waited?: true;
}

const KEY = (): string => crypto.randomUUID();
const TOTAL = 2490;

async function buy(card = 'pm_good'): Promise<() => Promise<unknown>> {
  await shop.tryTo('PUT', '/cart/lines/ROPE', { body: { quantity: 2 } });
  const request = { body: { ...shop.shopper.checkout(TOTAL), paymentMethod: card }, key: KEY() };
  const send = () => shop.tryTo('POST', '/orders', request);
  await send();
  return send;
}

async function buyInAnOutage(card = 'pm_good'): Promise<() => Promise<unknown>> {
  shop.payment.provider = 'open';
  const again = await buy(card);
  shop.payment.provider = 'closed';
  return again;
}

async function act(verb: string, more: object = {}): Promise<() => Promise<unknown>> {
  const path = `/orders/${await shop.id()}/${verb}`;
  const request = { key: KEY(), ...more };
  const send = () => shop.tryTo('POST', path, request);
  await send();
  return send;
}

const WAYS = {
  paid: { go: () => buy(), end: 'paid', mail: 'Your order is confirmed' },
  declined: {
    go: () => {
      shop.payment.desk.cards.set('pm_poor', 'declined');
      return buy('pm_poor');
    },
    end: 'declined',
    mail: '',
  },
  'paid too late': {
    go: async () => {
      shop.payment.desk.cards.set('pm_poor', 'declined');
      const again = await buy('pm_poor');
      await shop.comesToLife();
      return again;
    },
    end: 'declined',
    mail: '',
  },
  'hold lost': {
    go: () => {
      shop.inventory.losesHolds = true;
      return buy();
    },
    end: 'rejected',
    mail: '',
  },
  deferred: { go: () => buyInAnOutage(), end: 'paid', mail: 'Your order is confirmed', waited: true },
  unclear: {
    go: async () => {
      shop.payment.desk.trouble.set('authorize', { after: 'reset' });
      const again = await buy();
      shop.payment.desk.trouble.delete('authorize');
      return again;
    },
    end: 'paid',
    mail: 'Your order is confirmed',
  },
  'window over': {
    env: { PAY_AGAIN_SECONDS: '1' },
    go: () => {
      shop.payment.desk.cards.set('pm_late', 'declined');
      return buyInAnOutage('pm_late');
    },
    end: 'cancelled',
    mail: 'Your order was cancelled',
  },
  'paid by another card': {
    go: async () => {
      shop.payment.desk.cards.set('pm_late', 'declined');
      await buyInAnOutage('pm_late');
      await shop.reaches('payment_due');
      return act('payment', { body: { paymentMethod: 'pm_good' } });
    },
    end: 'paid',
    mail: 'Your order is confirmed',
    waited: true,
  },
  'cancelled when paid': {
    go: async () => {
      await buy();
      return act('cancel');
    },
    end: 'refunded',
    mail: 'Your money is on its way back',
  },
  'cancelled in the outage': {
    go: async () => {
      shop.payment.provider = 'open';
      await buy();
      const again = await act('cancel');
      shop.payment.provider = 'closed';
      return again;
    },
    end: 'cancelled',
    mail: 'Your order was cancelled',
  },
  'refund on its way': {
    go: async () => {
      shop.payment.desk.slowRefunds.add('slow');
      await buy();
      const again = await act('refunds', { as: operator(), body: { reason: 'slow' } });
      shop.payment.desk.slowRefunds.delete('slow');
      return again;
    },
    end: 'refunded',
    mail: 'Your money is on its way back',
  },
  refunded: {
    go: async () => {
      await buy();
      return act('refunds', { as: operator(), body: { reason: 'broken' } });
    },
    end: 'refunded',
    mail: 'Your money is on its way back',
  },
} satisfies Record<string, Way>;

/** Every gap between two durable effects, and the way that leads through it. */
const POINTS: readonly (readonly [string, keyof typeof WAYS])[] = [
  ['order.checkout.recorded', 'paid'],
  ...answeredAndSaved('paid', 'reserve_stock', 'authorize_payment', 'confirm_hold', 'capture_payment'),
  ['order.mail.sent', 'paid'],
  ...answeredAndSaved('declined', 'release_stock'),
  ['order.stray.ended', 'paid too late'],
  ...answeredAndSaved('hold lost', 'void_payment'),
  ['order.outage.opened', 'deferred'],
  ...answeredAndSaved('deferred', 'extend_hold'),
  ['order.pacer.queued', 'deferred'],
  ['order.coupon.issued', 'deferred'],
  ...answeredAndSaved('unclear', 'resolve_payment'),
  ...answeredAndSaved('window over', 'await_payment'),
  ['order.payment.resubmitted', 'paid by another card'],
  ...answeredAndSaved('paid by another card', 'void_payment', 'switch_attempt'),
  ...answeredAndSaved('cancelled in the outage', 'void_payment'),
  ...answeredAndSaved('refund on its way', 'refund_payment', 'await_refunds'),
  ['order.cancel.recorded', 'cancelled when paid'],
  ...answeredAndSaved('cancelled when paid', 'refund_payment', 'return_stock'),
  ['order.refund.recorded', 'refunded'],
  ['order.answer.ready', 'refunded'],
];

function answeredAndSaved(way: keyof typeof WAYS, ...steps: string[]): (readonly [string, keyof typeof WAYS])[] {
  return steps.flatMap((step) => [[`order.${step}.answered`, way] as const, [`order.${step}.saved`, way] as const]);
}

const KEPT: Partial<Record<OrderState, number>> = { paid: TOTAL };
const STOCK: Partial<Record<OrderState, string>> = { paid: 'confirmed', refunded: 'confirmed' };

async function expectWhole(order: Order, { end, mail, waited }: Way): Promise<void> {
  expect(order.state).toBe(end);
  const attempts = shop.payment.desk.of(order.id);
  expect(shop.payment.desk.kept(order.id)).toBe(KEPT[end] ?? 0);
  expect(attempts.filter(({ state }) => state === 'captured').length).toBeLessThanOrEqual(1);
  expect(attempts.filter(({ state }) => state === 'authorized')).toEqual([]);
  const held = shop.inventory.reservations.get(order.id);
  expect(held?.state).toBe(STOCK[end] ?? 'released');
  expect(shop.inventory.returnedOf(order.id)).toBe(end === 'refunded' ? 2 : 0);
  if (mail !== '') expect(shop.mailbox.subjects.join()).toContain(`${mail} (${order.number})`);
  if (waited !== undefined) await expectApology(order);
}

async function expectApology(order: Order): Promise<void> {
  expect(order.apology?.amount.amountMinor).toBe(500);
  await eventually(async () => {
    const { body } = await shop.shopper.ask('GET', '/orders/outages', { as: operator() });
    const [outage] = (body as { items: Outage[] }).items;
    expect(outage).toMatchObject({ deferredOrders: 1, couponsIssued: 1, drainedAt: expect.any(String) });
  });
}

describe('an order service that is killed', () => {
  it.each(POINTS)('at %s leaves nothing undone and does nothing twice (%s)', async (point, name) => {
    const way: Way = WAYS[name];
    const { env = {} } = way;
    await shop.startDying(point, env);
    const again = await way.go();
    await shop.hasDied();
    await shop.startAgain(env);
    // The customer never heard an answer, and asks again.
    await again();
    await expectWhole(await shop.rests(), way);
  });
});
