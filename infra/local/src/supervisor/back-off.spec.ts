import { expect, it } from '@jest/globals';
import { backOffMs } from './back-off.js';

it('starts a process again almost at once, then later each time, never later than ten seconds', () => {
  expect([1, 2, 3, 4].map(backOffMs)).toEqual([100, 200, 400, 800]);
  expect(backOffMs(50)).toBe(10_000);
});
