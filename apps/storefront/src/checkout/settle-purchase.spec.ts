import { expect, it } from '@jest/globals';
import type { Checkout, Order } from '@breakwater/contracts';
import { ApiError } from '@breakwater/web';
import { settlePurchase } from './settle-purchase.js';

const body = { expectedTotal: { amountMinor: 1, currency: 'EUR' } } as Checkout;
const pending = { key: 'key-one-1', body, startedAtMs: 0 };
const order = { id: 'o' } as Order;
const silence = new ApiError({ status: 0, code: 'web.network.unreachable', message: '' });
const busy = new ApiError({ status: 503, code: 'x.y.z', message: '', retryAfterMs: 3000 });
const declined = new ApiError({ status: 402, code: 'order.payment.declined', message: '' });

async function run(answers: readonly (Order | ApiError)[]) {
  const sent: string[] = [];
  const waited: number[] = [];
  const outcome = await settlePurchase(pending, {
    send: ({ key }) => {
      const answer = answers[Math.min(sent.push(key), answers.length) - 1];
      return answer instanceof ApiError ? Promise.reject(answer) : Promise.resolve(answer as Order);
    },
    wait: (ms) => Promise.resolve(void waited.push(ms)),
    random: () => 1,
    onRepeat: () => undefined,
  });
  return { outcome, sent, waited };
}

it('repeats with the same key until the answer is final', async () => {
  const { outcome, sent } = await run([silence, busy, order]);
  expect(outcome).toEqual({ kind: 'placed', order });
  expect(sent).toEqual(['key-one-1', 'key-one-1', 'key-one-1']);
});

it('waits longer each time, and as long as the shop asks', async () => {
  const { waited } = await run([silence, silence, busy, order]);
  expect(waited).toEqual([1000, 2000, 4000]);
  expect((await run([busy, order])).waited).toEqual([3000]);
});

it('never repeats after a refusal', async () => {
  expect((await run([declined, order])).sent).toHaveLength(1);
});

it('gives up without calling it a failure', async () => {
  const { outcome, sent } = await run([silence]);
  expect(outcome.kind).toBe('unsettled');
  expect(sent).toHaveLength(5);
});
