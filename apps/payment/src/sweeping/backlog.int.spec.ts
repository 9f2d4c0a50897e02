import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { StripeProvider } from '../provider/stripe-provider.js';
import { NEVER_MS, PaymentFixture } from '../testing/payment-fixture.js';
import { SweepUnfinished } from './sweep-unfinished.js';

const MANY = 60;
let shop: PaymentFixture;

beforeAll(async () => {
  // Swept by hand here: what is done is done by one sweep.
  shop = await PaymentFixture.start({ PAYMENT_SWEEP_MS: NEVER_MS });
});
afterAll(() => shop?.stop());
beforeEach(async () => {
  await shop.sandbox.healthy();
  await shop.database.writer.query('UPDATE payment_attempt SET next_look_at = NULL');
  await shop.database.writer.query('UPDATE webhook_event SET next_try_at = NULL');
});
afterEach(() => void jest.restoreAllMocks());

const sweep = () => shop.services[0]!.app.get(SweepUnfinished).wake();
const provider = () => shop.services[0]!.app.get(StripeProvider);

/** Attempts whose outcome nobody knows, as after an outage: their PaymentIntents are there, and hold nothing. */
async function unknownAttempts(): Promise<string[]> {
  const ids = Array.from({ length: MANY }, () => crypto.randomUUID());
  await shop.database.writer.query(
    `INSERT INTO payment_attempt (id, order_id, order_number, amount_minor, currency, payment_method, return_url, state,
                                  provider_reference, next_look_at, created_at, updated_at)
     SELECT id, gen_random_uuid(), 'BW-TEST', 100, 'EUR', 'pm_card_visa', 'http://localhost/', 'unknown', 'pi_' || id,
            now(), now(), now() FROM unnest($1::uuid[]) AS id`,
    [ids],
  );
  return ids;
}

async function strangersEvents(): Promise<string[]> {
  const ids = Array.from({ length: MANY }, () => `evt_${crypto.randomUUID()}`);
  await shop.database.writer.query(
    `INSERT INTO webhook_event (id, type, provider_reference, received_at, next_try_at)
     SELECT id, 'payment_intent.succeeded', 'pi_nobody', now(), now() FROM unnest($1::text[]) AS id`,
    [ids],
  );
  return ids;
}

const looked = async (ids: string[]): Promise<number> =>
  (await shop.database.writer.query('SELECT FROM payment_attempt WHERE id = ANY($1) AND looks > 0', [ids])).length;
const tried = async (ids: string[]): Promise<number> =>
  (await shop.database.writer.query('SELECT FROM webhook_event WHERE id = ANY($1) AND tries > 0', [ids])).length;

describe('what is left after a crash or an outage', () => {
  it('is worked by one sweep, however much it is, attempts and events beside each other', async () => {
    const [attempts, events] = [await unknownAttempts(), await strangersEvents()];
    sweep();
    await eventually(async () => expect([await looked(attempts), await tried(events)]).toEqual([MANY, MANY]));
  });

  it('does not wait for one that is slow', async () => {
    const attempts = await unknownAttempts();
    const slow = Promise.withResolvers<never>();
    const real = provider().retrieveIntent.bind(provider());
    let first: string | undefined;
    jest
      .spyOn(provider(), 'retrieveIntent')
      .mockImplementation((id) => ((first ??= id) === id ? slow.promise : real(id)));
    sweep();
    await eventually(async () => expect(await looked(attempts)).toBe(MANY));
    slow.reject(new Error('at last'));
  });

  it('is left alone while the provider is out, but for a few', async () => {
    const attempts = await unknownAttempts();
    jest.spyOn(provider(), 'health').mockReturnValue({ state: 'open', since: new Date().toISOString() });
    sweep();
    await eventually(async () => expect(await looked(attempts)).toBe(1));
    jest.restoreAllMocks();
    sweep();
    await eventually(async () => expect(await looked(attempts)).toBe(MANY));
  });
});
