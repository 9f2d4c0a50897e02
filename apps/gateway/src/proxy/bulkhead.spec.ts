import { describe, expect, it } from '@jest/globals';
import { Bulkhead } from './bulkhead.js';

describe('bulkhead', () => {
  it('refuses when every place is taken, and counts a place once however often it is given back', () => {
    const bulkhead = new Bulkhead('order', 2);
    const leave = bulkhead.enter();
    bulkhead.enter();
    expect(() => bulkhead.enter()).toThrow(expect.objectContaining({ code: 'gateway.upstream.overloaded' }));
    leave();
    leave();
    expect(bulkhead.inFlight).toBe(1);
    bulkhead.enter();
    expect(() => bulkhead.enter()).toThrow();
  });
});
