import type { PaymentConfig } from '@breakwater/contracts';
import { ApiError, isRecord } from '@breakwater/web';
import { type Card, digitsOf, parseExpiry } from './card-input.js';
import { declineWords } from './purchase-outcome.js';

/**
 * Hands the card to the payment provider, from this browser straight to it, and gets back a name for it (pm_…).
 * The shop only ever sees the name. Nothing is charged here, so it may be repeated freely.
 */
export async function tokeniseCard(config: PaymentConfig, card: Card): Promise<string> {
  const expiry = parseExpiry(card.expiry);
  if (config.tokenizeUrl === null || expiry === undefined) throw busy(0);
  const response = await post(config.tokenizeUrl, config.publishableKey ?? '', {
    type: 'card',
    'card[number]': digitsOf(card.number),
    'card[exp_month]': String(expiry.month),
    'card[exp_year]': String(expiry.year),
    'card[cvc]': card.cvc,
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && isRecord(body) && typeof body.id === 'string') return body.id;
  if (response.ok || response.status >= 500 || response.status === 429) throw busy(response.status);
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  const [code, words] = [error.code, error.message].map((part) => (typeof part === 'string' ? part : undefined));
  const message = declineWords(code, words);
  throw new ApiError({ status: response.status, code: 'web.card.refused', message });
}

/** No fault of the card: the provider was not reached, or is in trouble. */
export const isProviderAway = (error: ApiError): boolean => error.code === PROVIDER_BUSY;

const PROVIDER_BUSY = 'web.card.provider_busy';
const TIMEOUT_MS = 8_000;

async function post(url: string, key: string, fields: Record<string, string>): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      // No cookies of the shop for the provider.
      credentials: 'omit',
      headers: { authorization: `Bearer ${key}` },
      body: new URLSearchParams(fields),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw busy(0);
  }
}

function busy(status: number): ApiError {
  const message = 'Nothing was charged. What you typed stays here; please try again in a moment.';
  return new ApiError({ status, code: PROVIDER_BUSY, message });
}
