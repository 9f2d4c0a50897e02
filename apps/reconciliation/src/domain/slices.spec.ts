import { describe, expect, it } from '@jest/globals';
import { nextWindow, slicesOf } from './slices.js';

const rhythm = { everyMs: 300, settleMs: 30, mostBehind: 3 };

describe('windows', () => {
  it('follow each other without gap or overlap, and each waits until it is settled', () => {
    expect(nextWindow(600, 929, rhythm)).toBeUndefined();
    expect(nextWindow(600, 930, rhythm)).toEqual({ fromMs: 600, toMs: 900 });
    expect(nextWindow(900, 930, rhythm)).toBeUndefined();
  });
  it('are aligned, so that instances agree on them from the first one on', () => {
    expect(nextWindow(null, 1000, rhythm)).toEqual({ fromMs: 600, toMs: 900 });
  });
  it('are made up for after a pause, up to a limit', () => {
    expect(nextWindow(1200, 2000, rhythm)).toEqual({ fromMs: 1200, toMs: 1500 });
    expect(nextWindow(0, 6035, rhythm)).toEqual({ fromMs: 5100, toMs: 5400 });
  });
  it('are cut into slices that cover them exactly', () => {
    expect([...slicesOf({ fromMs: 0, toMs: 250 }, 100)]).toEqual([
      { fromMs: 0, toMs: 100 },
      { fromMs: 100, toMs: 200 },
      { fromMs: 200, toMs: 250 },
    ]);
  });
});
