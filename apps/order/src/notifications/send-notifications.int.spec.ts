import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '@breakwater/kernel';
import { eventually } from '@breakwater/testing';
import { Mailbox } from '../testing/mailbox.js';
import { OrderShop } from '../testing/order-shop.js';
import { mails } from './mails.metrics.js';
import { SendNotifications } from './send-notifications.js';

const HOUR_SECONDS = 3600;

let mailbox: Mailbox;
let shop: OrderShop;
let movedMs = 0;
const later = (seconds: number): void => void (movedMs += seconds * 1000);

beforeAll(async () => {
  jest.spyOn(systemClock, 'now').mockImplementation(() => Date.now() + movedMs);
  mailbox = await Mailbox.open();
  shop = await OrderShop.start(2, { SMTP_URL: mailbox.url });
});
afterAll(async () => {
  mailbox.gate = Promise.resolve();
  await shop?.stop();
  await mailbox?.close();
  jest.restoreAllMocks();
});
beforeEach(() => {
  shop.fresh();
  mailbox.refusals.clear();
  mailbox.subjects.length = 0;
  mailbox.asked = 0;
});

const bought = async (): Promise<string> => (await shop.bought()).id;
interface Mail {
  readonly sent: boolean;
  readonly givenUp: boolean;
  readonly tries: number;
  readonly refusals: number;
  readonly trouble: string | null;
}

const mailOf = async (id: string): Promise<Mail> => {
  const [row] = await shop.database.writer.query<Mail>(
    `SELECT sent_at IS NOT NULL AS sent, given_up_at IS NOT NULL AS "givenUp", tries, refusals, trouble
       FROM notification WHERE order_id = $1`,
    [id],
  );
  if (row === undefined) throw new Error('no mail');
  return row;
};
/** Nobody sends: hours that pass would end the lease of a mail on its way, and another instance would send it as well. */
const isIdle = (): boolean =>
  shop.services.every(({ app }) => {
    const sending = app.get(SendNotifications);
    return sending['busy'].size === 0 && !sending['looking'];
  });
/** Time goes on by hours until it is so. */
const inTime = (id: string, isSo: (mail: Mail) => boolean) =>
  eventually(async () => {
    if (isIdle()) later(HOUR_SECONDS);
    return isSo(await mailOf(id));
  });

describe('mails', () => {
  it('are each sent once by two instances, however slow the mail server is', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    mailbox.gate = promise;
    const id = await bought();
    await shop.database.writer.query(
      `WITH copies AS (
         INSERT INTO orders SELECT (jsonb_populate_record(o, jsonb_build_object('id', copy, 'attempt_id', copy,
           'idempotency_key', copy))).* FROM orders o, LATERAL (SELECT gen_random_uuid() AS copy FROM generate_series(1, 40)) c
          WHERE id = $1 RETURNING id)
       INSERT INTO notification (id, order_id, order_version, notice, next_attempt_at)
       SELECT gen_random_uuid(), id, 1000, 'order_confirmed', $2 FROM copies`,
      [id, new Date(systemClock.now())],
    );
    await eventually(() => mailbox.subjects.length === 8);
    // Each of the others has waited for its turn for so long.
    later(30);
    await Promise.all(shop.services.map(({ app }) => app.get(SendNotifications).look()));
    resolve();
    await eventually(async () => {
      const open = await shop.database.writer.query('SELECT FROM notification WHERE sent_at IS NULL');
      return open.length === 0;
    });
    expect(mailbox.subjects).toHaveLength(41);
  });

  it('of one order go out in the order of what they tell, whichever is due first', async () => {
    mailbox.refusals.set('RCPT', '451 try again later');
    const id = await bought();
    await eventually(async () => expect((await mailOf(id)).trouble).toContain('451'));
    mailbox.refusals.clear();
    await shop.refund(id, { amountMinor: 100 });
    await Promise.all(shop.services.map(({ app }) => app.get(SendNotifications).look()));
    expect(mailbox.subjects).toEqual([]);
    await eventually(() => {
      if (isIdle()) later(HOUR_SECONDS);
      return new Set(mailbox.subjects).size === 2;
    });
    expect([...new Set(mailbox.subjects)].map((subject) => subject.replace(/ \(.*/, ''))).toEqual([
      'Your order is confirmed',
      'Your money is on its way back',
    ]);
  });

  it('wait for a mail server in trouble for as long as it takes, and are sent then', async () => {
    mailbox.refusals.set('RCPT', '451 try again later');
    const id = await bought();
    await inTime(id, ({ tries }) => tries >= 8);
    expect(await mailOf(id)).toMatchObject({ sent: false, givenUp: false, refusals: 0 });
    mailbox.refusals.clear();
    await inTime(id, ({ sent }) => sent);
    expect(mailbox.subjects).toHaveLength(1);
  });

  it('that are refused for good are given up after some tries, with the reason, and counted', async () => {
    mailbox.refusals.set('RCPT', '550 no such user');
    const counted = jest.spyOn(mails, 'add');
    const id = await bought();
    await inTime(id, ({ givenUp }) => givenUp);
    expect(await mailOf(id)).toMatchObject({ refusals: 5, sent: false });
    expect((await mailOf(id)).trouble).toContain('550 no such user');
    expect(counted).toHaveBeenCalledWith(1, { outcome: 'given_up' });
    mailbox.refusals.clear();
    const { asked } = mailbox;
    later(48 * HOUR_SECONDS);
    const other = await bought();
    await eventually(async () => expect(await mailOf(other)).toMatchObject({ sent: true }));
    expect(mailbox.asked).toBe(asked + 1);
  });

  it('are not repeated at once after a refusal', async () => {
    mailbox.refusals.set('RCPT', '550 no such user');
    const id = await bought();
    await eventually(async () => expect((await mailOf(id)).refusals).toBe(1));
    mailbox.refusals.clear();
    const { asked } = mailbox;
    const other = await bought();
    await eventually(async () => expect(await mailOf(other)).toMatchObject({ sent: true }));
    expect([mailbox.asked - asked, (await mailOf(id)).sent]).toEqual([1, false]);
  });
});
