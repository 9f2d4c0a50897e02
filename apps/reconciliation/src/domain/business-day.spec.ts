import { describe, expect, it } from '@jest/globals';
import { Calendar } from './business-day.js';

describe('a business day', () => {
  it('begins at midnight of its zone, and is 23 or 25 hours long when the clock changes', () => {
    const berlin = new Calendar('Europe/Berlin');
    expect(new Date(berlin.startOf('2026-01-15')).toISOString()).toBe('2026-01-14T23:00:00.000Z');
    expect((berlin.endOf('2026-03-29') - berlin.startOf('2026-03-29')) / 3_600_000).toBe(23);
    expect((berlin.endOf('2026-10-25') - berlin.startOf('2026-10-25')) / 3_600_000).toBe(25);
  });

  it('holds each moment once, from its first to its last millisecond, in every kind of zone', () => {
    for (const zone of ['UTC', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/Sao_Paulo']) {
      const calendar = new Calendar(zone);
      for (const date of ['2026-02-28', '2026-06-30', '2026-12-31']) {
        expect(calendar.dateOf(calendar.startOf(date))).toBe(date);
        expect(calendar.dateOf(calendar.endOf(date) - 1)).toBe(date);
        expect(calendar.dateOf(calendar.startOf(date) - 1)).toBe(calendar.previous(date));
        expect(calendar.endOf(date)).toBe(calendar.startOf(calendar.next(date)));
      }
    }
  });

  it('needs a zone that exists', () => {
    expect(() => new Calendar('Mars/Olympus')).toThrow(RangeError);
  });
});
