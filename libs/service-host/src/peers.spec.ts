import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { receiveEvent } from '@breakwater/contracts';
import { systemClock } from '@breakwater/kernel';
import type { Logger } from '@breakwater/telemetry';
import { ServiceTokens } from './auth/service-tokens.js';
import { Peers } from './peers.js';

// Nobody listens on port 1.
const ADDRESSES = { inventory: 'http://127.0.0.1:1', payment: 'http://127.0.0.1:1' };
const event = { id: crypto.randomUUID(), type: 'a.b', source: 'order', occurredAt: new Date().toISOString(), data: {} };

let peers: Peers;
afterEach(async () => {
  await Promise.all(Object.keys(ADDRESSES).map((name) => peers.get(name).close()));
});

describe('the services that are called', () => {
  it('are called by the policy of their own, and trouble with one is said in the log and in words', async () => {
    const log = { warn: jest.fn(), info: jest.fn(), debug: jest.fn() };
    const breaker = { windowMs: 2000, volumeThreshold: 2, errorThresholdPercentage: 50, resetTimeoutMs: 60_000 };
    const policies = { inventory: { breaker }, payment: { breaker: { ...breaker, volumeThreshold: 100 } } };
    const tokens = new ServiceTokens('service-key-0123456789', 'order', systemClock);
    peers = new Peers(ADDRESSES, tokens, policies, log as unknown as Logger);
    for (const name of ['inventory', 'payment']) {
      for (let i = 0; i < 3; i++) {
        const call = peers.get(name).call(receiveEvent, { body: event, retry: false });
        await expect(call).rejects.toMatchObject({ kind: 'unavailable' });
      }
    }
    expect(peers.troubles()).toEqual(['inventory: breaker is open']);
    expect(log.warn.mock.calls).toEqual([
      [
        { breaker: 'inventory', from: 'closed', to: 'open', why: expect.stringMatching(/^\d of \d calls failed/) },
        'breaker changed',
      ],
    ]);
  });
});
