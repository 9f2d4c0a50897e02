import { describe, expect, it } from '@jest/globals';
import { positionAfter } from './changes.js';

describe('a position among changes', () => {
  const from = '2026-01-01T00:00:00.123Z';
  it('is the beginning of the window, before every row of that moment, without a cursor', () => {
    expect(positionAfter({ from })).toEqual({
      micros: Date.parse(from) * 1000,
      key: '00000000-0000-0000-0000-000000000000',
    });
  });
  it('is behind the cursor’s row, to the microsecond', () => {
    const key = '0198a1b2-0000-7000-8000-000000000001';
    expect(positionAfter({ from, after: `1767225600123457_${key}` })).toEqual({ micros: 1_767_225_600_123_457, key });
  });
});
