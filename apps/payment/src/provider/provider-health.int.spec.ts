import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getProviderHealth, probeProvider } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { codeOf, PaymentFixture } from '../testing/payment-fixture.js';

let payment: PaymentFixture;

beforeAll(async () => {
  payment = await PaymentFixture.start({ PROVIDER_TIMEOUT_MS: '500' });
});
afterAll(() => payment.stop());

const health = () => payment.client.call(getProviderHealth);
const probe = async () => (await payment.client.call(probeProvider)).healthy;

describe('the health of the provider', () => {
  it('is told from memory and by a probe, through an outage and back', async () => {
    expect(await health()).toMatchObject({ state: 'closed' });
    expect(await probe()).toBe(true);

    await payment.sandbox.faults({ hang: true });
    await Promise.all(Array.from({ length: 10 }, () => payment.authorize(payment.ask()).catch(() => undefined)));
    const { state, since } = await health();
    expect(state).toMatch(/^(open|half_open)$/);
    expect(Date.parse(since)).toBeGreaterThan(Date.now() - 60_000);
    expect(await probe()).toBe(false);
    expect(await codeOf(payment.authorize(payment.ask()))).toBe('payment.provider.unavailable');

    await payment.sandbox.healthy();
    await eventually(async () => /^(ramping|closed)$/.test((await health()).state));
    await eventually(async () => (await payment.authorize(payment.ask())).state === 'authorized');
    await eventually(async () => (await health()).state === 'closed');
  });
});
