import { describe, expect, it } from '@jest/globals';
import { parseAmount, parseQuantity } from './amount.js';

describe('an amount from a file', () => {
  it.each([
    ['50', 5000],
    ['19.99', 1999],
    ['14.5', 1450],
    ['1,299.00', 129900],
    ['€ 7.00', 700],
    ['0.10', 10],
    ['8.100', 810],
  ])('%s is read exactly, never through a float', (text, minor) => {
    expect(parseAmount(text, 2)).toBe(minor);
  });
  it('has the minor digits of its currency, none for yen', () => {
    expect(parseAmount('1200', 0)).toBe(1200);
    expect(parseAmount('1200.5', 0)).toBeUndefined();
  });
  it.each(['', '-5.00', '19.999', '1.2.3', 'fifty', '19,99', '1e3', 'NaN', '99999999999999'])('%p is none', (text) => {
    expect(parseAmount(text, 2)).toBeUndefined();
  });
});

describe('a quantity from a file', () => {
  it('counts missing and negative ones as none in stock', () => {
    expect(['', '-3', '12', '4.0'].map(parseQuantity)).toEqual([0, 0, 12, 4]);
  });
  it('is not guessed from words and fractions', () => {
    expect(['a dozen', '1.5', '0x10'].map(parseQuantity)).toEqual([undefined, undefined, undefined]);
  });
});
