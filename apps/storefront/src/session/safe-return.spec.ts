import { expect, it } from '@jest/globals';
import { safeReturn } from './safe-return.js';

it('goes back to pages of this shop only', () => {
  expect(safeReturn('/checkout')).toBe('/checkout');
  for (const elsewhere of [
    null,
    '',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
  ]) {
    expect(safeReturn(elsewhere)).toBe('/account');
  }
});
