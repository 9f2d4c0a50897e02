import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { mailsTo, Shopper } from './support/shopper.js';
import { required } from './support/surroundings.js';

interface Span {
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly service: string;
}

/** Where the shop under test sends its traces; e2e-setup.mjs says so of the shop that it starts. */
const collectorUrl = required('E2E_COLLECTOR_URL');

async function spansOf(traceId: string): Promise<Span[]> {
  return (await (await fetch(`${collectorUrl}/traces/${traceId}`)).json()) as Span[];
}

describe('the trace of a purchase', () => {
  it('is one, from the click over every service, the outbox and the queue to the mail', async () => {
    const shopper = new Shopper();
    await shopper.put(await shopper.findInStock('knitwear', 1));
    const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
    await shopper.buy(undefined, undefined, { traceparent: `00-${traceId}-${spanId}-01` });
    await eventually(async () => expect(await mailsTo(shopper.email)).toHaveLength(1), { timeoutMs: 30_000 });

    await eventually(
      async () => {
        const seen = await spansOf(traceId);
        const told = seen.map(({ service, name }) => `${service}: ${name}`);
        for (const expected of [
          'gateway: POST /api/orders',
          'order: POST /orders',
          'product: GET /internal/offers',
          'inventory: PUT /internal/reservations/:orderId',
          'payment: PUT /internal/attempts/:attemptId',
          'payment: POST /internal/attempts/:attemptId/capture',
          'product: POST /internal/inbox', // over the outbox
          'order: mail.send', // over the queue
        ]) {
          expect(told).toContain(expected);
        }
        // Every span hangs on another one of the trace, or on the click. A parent ends, and is sent, after its children.
        const known = new Set([spanId, ...seen.map((span) => span.spanId)]);
        expect(seen.filter(({ parentSpanId }) => !known.has(parentSpanId))).toEqual([]);
      },
      { timeoutMs: 30_000 },
    );
  });
});
