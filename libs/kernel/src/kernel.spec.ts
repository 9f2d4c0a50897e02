import { describe, expect, it } from '@jest/globals';
import {
  addMoney,
  formatMoney,
  isFault,
  ManualClock,
  money,
  multiplyMoney,
  readableNumber,
  uuidV7Source,
} from './index.js';

describe('money', () => {
  it('refuses fractions of a minor unit and words that are no currency', () => {
    for (const make of [() => money(0.5, 'EUR'), () => money(2 ** 53, 'EUR'), () => money(1, 'eur')]) {
      expect(make).toThrow(expect.objectContaining({ code: 'money.amount.invalid' }));
    }
  });
  it('never adds two currencies', () => {
    expect(() => addMoney(money(1, 'EUR'), money(1, 'USD'))).toThrow(
      expect.objectContaining({ code: 'money.currency.mismatch' }),
    );
  });
  it('prints minor units by the currency, none for yen', () => {
    expect(formatMoney(multiplyMoney(money(625, 'EUR'), 2))).toBe('€12.50');
    expect(formatMoney(money(1250, 'JPY'))).toContain('1,250');
  });
});

describe('ids', () => {
  it('sorts by the time of their making', () => {
    const clock = new ManualClock();
    const next = uuidV7Source(clock);
    const first = next();
    clock.advance(1);
    expect(first < next()).toBe(true);
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
  it('gives one order one readable number', () => {
    const id = uuidV7Source(new ManualClock())();
    expect(readableNumber(id)).toBe(readableNumber(id));
    expect(readableNumber(id)).toMatch(/^BW-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  });
});

describe('faults', () => {
  it('are told from other errors', () => {
    expect(isFault(new Error('x'))).toBe(false);
  });
});
