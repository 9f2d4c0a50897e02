import { afterEach, expect, it, jest } from '@jest/globals';
import type { PaymentConfig } from '@breakwater/contracts';
import { asApiError } from '@breakwater/web';
import { isProviderAway, tokeniseCard } from './tokenise-card.js';

const config: PaymentConfig = {
  mode: 'sandbox',
  publishableKey: 'pk_1',
  tokenizeUrl: '/sandbox/v1/payment_methods',
  testPaymentMethods: [],
};
const card = { number: '4242 4242 4242 4242', expiry: '12 / 40', cvc: '123' };
afterEach(() => void jest.restoreAllMocks());

async function tokenise(answer: Response | 'silence') {
  const fetched = jest.spyOn(globalThis, 'fetch');
  if (answer === 'silence') fetched.mockRejectedValue(new TypeError('failed to fetch'));
  else fetched.mockResolvedValue(answer);
  const [result] = await Promise.allSettled([tokeniseCard(config, card)]);
  return result.status === 'fulfilled' ? result.value : asApiError(result.reason);
}
const json = (status: number, body: unknown): Response => Response.json(body, { status });

it('gets the provider’s name for the card', async () => {
  expect(await tokenise(json(200, { id: 'pm_1' }))).toBe('pm_1');
});

it('tells a provider that is away, so that the order can be placed without a card', async () => {
  for (const answer of ['silence', json(503, {}), json(429, {}), new Response('<html>')] as const) {
    const error = await tokenise(answer);
    expect(typeof error !== 'string' && isProviderAway(error)).toBe(true);
  }
});

it('never orders without a card when it is the card that is refused', async () => {
  const error = await tokenise(json(402, { error: { code: 'incorrect_number', message: 'No such number.' } }));
  expect(error).toMatchObject({ code: 'web.card.refused', message: 'The bank does not know this card number.' });
  expect(typeof error !== 'string' && isProviderAway(error)).toBe(false);
});
