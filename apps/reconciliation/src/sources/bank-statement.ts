import { Guard } from '@breakwater/resilience';
import { z } from 'zod';
import type { BankLine } from '../domain/facts.js';

/** The statement as the bank serves it. */
const Statement = z.object({
  items: z.array(
    z.object({
      id: z.string().min(1),
      bookedAt: z.iso.datetime(),
      amountMinor: z.int(),
      currency: z.string().regex(/^[A-Z]{3}$/),
      reference: z.string(),
    }),
  ),
});

const guard = new Guard({ name: 'bank', timeoutMs: 5000, bulkhead: { limit: 4, queue: 16 } });

/** Lines booked in the window, oldest first. */
export async function readStatement(url: string, window: { from: string; to: string }): Promise<BankLine[]> {
  const address = new URL(url);
  address.searchParams.set('from', window.from);
  address.searchParams.set('to', window.to);
  const answer = await guard.run(async (signal) => {
    const response = await fetch(address, { signal });
    if (!response.ok) throw new Error(`the bank answered ${response.status}`);
    return response.json();
  });
  return Statement.parse(answer).items.map(({ id, bookedAt, amountMinor, currency, reference }) => ({
    id,
    bookedAt,
    amount: { amountMinor, currency },
    reference,
  }));
}
