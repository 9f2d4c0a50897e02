import { timingSafeEqual } from 'node:crypto';
import { invalidRequest } from '../domain/stripe-fault.js';
import type { SandboxConfig } from '../sandbox.config.js';
import type { Operation } from './operations.js';

type Keys = Pick<SandboxConfig, 'SANDBOX_SECRET_KEY' | 'SANDBOX_PUBLISHABLE_KEY'>;

/** Bearer, or Basic with the key as user name. Throws the provider's refusal. */
export function authenticate(header: string | undefined, operation: Operation, keys: Keys): void {
  const key = keyOf(header);
  if (key === '') {
    throw invalidRequest(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
      {},
      401,
    );
  }
  if (same(key, keys.SANDBOX_SECRET_KEY)) return;
  if (!same(key, keys.SANDBOX_PUBLISHABLE_KEY)) {
    throw invalidRequest(`Invalid API Key provided: ${masked(key)}`, {}, 401);
  }
  if (operation === 'tokenise') return;
  throw invalidRequest(
    'This API call cannot be made with a publishable API key. Please use a secret API key.',
    { code: 'secret_key_required' },
    403,
  );
}

function keyOf(header = ''): string {
  const [scheme = '', value = ''] = header.split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return '';
  return Buffer.from(value, 'base64').toString().split(':', 1)[0] ?? '';
}

function masked(key: string): string {
  return key.length < 12 ? '****' : `${key.slice(0, 8)}****${key.slice(-4)}`;
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
