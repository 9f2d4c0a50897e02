import { describe, expect, it } from '@jest/globals';
import { isNewEnough } from './find-k6.js';

describe('Go', () => {
  it('builds k6 from 1.25 on', () => {
    expect(['go1.25', 'go1.25.4', 'go1.26.8', 'go1.30rc1', 'go2.0'].filter(isNewEnough)).toHaveLength(5);
    expect(['go1.24.9', 'go1.9', 'go1.2', '', 'devel'].filter(isNewEnough)).toEqual([]);
  });
});
