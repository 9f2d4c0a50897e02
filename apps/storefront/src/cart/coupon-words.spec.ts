import { expect, it } from '@jest/globals';
import { couponWords, normaliseCoupon } from './coupon-words.js';

it('takes a code however it was typed', () => {
  for (const typed of [
    'SORRY-7K3FQ-2MXA9',
    '  sorry-7k3fq-2mxa9 ',
    'Sorry 7k3fq 2mxa9',
    'sorry - 7k3fq –2mxa9',
    'sorry\u20117k3fq\u00a02mxa9\n',
  ])
    expect(normaliseCoupon(typed)).toBe('SORRY-7K3FQ-2MXA9');
  expect(normaliseCoupon(' \t ')).toBe('');
});

it('says what a code looks like to who typed something else', () => {
  expect(couponWords('request.input.invalid')).toContain('letters, digits and dashes');
});
