import { describe, expect, it } from '@jest/globals';
import { limitMs } from './domain/invariants/limits.js';
import { OperationsConfig } from './operations.config.js';

describe('the limits', () => {
  const limits = OperationsConfig.shape.INVARIANTS_LIMITS.parse(undefined);

  it('give what waits for the provider the time that an outage of it may take', () => {
    const outageMs = 48 * 3_600_000;
    for (const phase of ['unknown', 'payment_deferred', 'confirmed', 'ending_at_provider', 'attempt']) {
      expect([phase, limitMs(limits, phase)]).toEqual([phase, outageMs]);
    }
    expect(limitMs(limits, 'pending')).toBe(300_000);
  });

  it('that are given keep the others as they are', () => {
    expect(OperationsConfig.shape.INVARIANTS_LIMITS.parse('unknown=5')).toEqual({ ...limits, unknown: 5 });
  });
});
