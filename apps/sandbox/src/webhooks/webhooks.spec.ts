import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { backOffMs } from './back-off.js';
import { signature } from './sign.js';

describe('a webhook', () => {
  it('is signed over time and bytes, once for each secret that is live', () => {
    const expected = (secret: string) => createHmac('sha256', secret).update('12.{}').digest('hex');
    expect(signature('{}', ['new', 'old'], 12)).toBe(`t=12,v1=${expected('new')},v1=${expected('old')}`);
  });
  it('is repeated ever more slowly, once a minute at least', () => {
    expect([1, 2, 3, 8, 50].map(backOffMs)).toEqual([500, 1000, 2000, 60_000, 60_000]);
  });
});
