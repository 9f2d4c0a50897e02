import { createHmac } from 'node:crypto';

/** Stripe-Signature over the exact bytes; with several secrets (while they are rotated) one v1 for each. */
export function signature(payload: string, secrets: readonly string[], atSeconds: number): string {
  const sums = secrets.map((secret) => createHmac('sha256', secret).update(`${atSeconds}.${payload}`).digest('hex'));
  return [`t=${atSeconds}`, ...sums.map((sum) => `v1=${sum}`)].join(',');
}
