import { describe, expect, it } from '@jest/globals';
import { attempt, type Attempts } from './throttle.js';

const policy = { limit: 3, windowMs: 10_000 };

describe('throttle', () => {
  it('lets the limit through and says how long to wait after it', () => {
    let state: Attempts | null = null;
    const refusals: number[] = [];
    for (const at of [0, 1000, 2000, 3000, 9500]) {
      const decision = attempt(state, at, policy);
      state = decision.state;
      refusals.push(...decision.effects.map(({ retryAfterSeconds }) => retryAfterSeconds));
    }
    expect(refusals).toEqual([7, 1]);
    expect(state).toEqual({ count: 3, startedAtMs: 0 });
  });
  it('starts anew when the window is over, even for someone who kept knocking', () => {
    expect(attempt({ count: 3, startedAtMs: 0 }, 10_000, policy)).toEqual({
      state: { count: 1, startedAtMs: 10_000 },
      effects: [],
    });
  });
});
