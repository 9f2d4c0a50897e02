import { expect, it } from '@jest/globals';
import { RecentValues } from './recent-values.js';

it('forgets what was put longest ago', () => {
  const values = new RecentValues<number>(2);
  values.put('a', 1);
  values.put('b', 2);
  values.put('a', 3);
  values.put('c', 4);
  expect([values.get('a'), values.get('b'), values.get('c')]).toEqual([3, undefined, 4]);
});
