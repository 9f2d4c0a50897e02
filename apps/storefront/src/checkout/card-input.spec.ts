import { describe, expect, it } from '@jest/globals';
import { checkCard, formatCardNumber, formatExpiry, hasValidCheckDigit, parseExpiry } from './card-input.js';

describe('a card number', () => {
  it('is grouped as it stands on the card', () => {
    expect(formatCardNumber('4242424242424242')).toBe('4242 4242 4242 4242');
    expect(formatCardNumber('4242 42a')).toBe('4242 42');
    expect(formatCardNumber('378282246310005')).toBe('3782 822463 10005');
  });
  it('with one wrong digit is noticed', () => {
    expect(hasValidCheckDigit('4242424242424242')).toBe(true);
    expect(hasValidCheckDigit('4242424242424241')).toBe(false);
  });
});

describe('an expiry date', () => {
  it('is typed without caring for the separator', () => {
    expect(formatExpiry('5')).toBe('05 / ');
    expect(formatExpiry('1229')).toBe('12 / 29');
    expect(formatExpiry('12/2029')).toBe('12 / 29');
  });
  it('can be erased over the separator', () => {
    expect(formatExpiry('12 /', '12 / ')).toBe('1');
  });
  it('has a month of the year', () => {
    expect(parseExpiry('09 / 29')).toEqual({ month: 9, year: 2029 });
    expect(parseExpiry('13 / 29')).toBeUndefined();
  });
});

describe('a card', () => {
  const now = new Date(2026, 10, 22);
  it('in good order has no problems, to the last day of its month', () => {
    expect(checkCard({ number: '4242 4242 4242 4242', expiry: '11 / 26', cvc: '123' }, now)).toEqual({});
  });
  it('is refused before the provider is asked', () => {
    const problems = checkCard({ number: '1', expiry: '10 / 26', cvc: '1' }, now);
    expect(Object.keys(problems)).toEqual(['number', 'expiry', 'cvc']);
  });
});
