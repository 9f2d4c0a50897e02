import { describe, expect, it } from '@jest/globals';
import { SOURCES } from '../domain/facts.js';
import type { Situation } from '../domain/rules.js';
import { planRereads } from './plan-rereads.js';

const MINUTE = 60_000;
const NOW = 1_000_000 * MINUTE;
const about = (situation: Situation, minutesAgo: number) => ({ situation, atMs: NOW - minutesAgo * MINUTE });
const planOf = (...all: readonly ReturnType<typeof about>[]) =>
  planRereads(all, SOURCES, NOW).map(({ source, stretch, wanted }) => [
    source,
    (NOW - stretch.fromMs) / MINUTE,
    (NOW - stretch.toMs) / MINUTE,
    wanted.length,
  ]);

describe('what is to be read again', () => {
  it('is a few minutes around the event, at the sources that can say something of it', () => {
    expect(planOf(about('capture_not_there', 60))).toEqual([
      ['order', 65, 55, 1],
      ['payment', 65, 55, 1],
      ['provider', 65, 55, 1],
    ]);
    expect(planOf(about('ledger_broken', 60)).map(([source]) => source)).toEqual(['ledger']);
    expect(planOf(about('payout_not_banked', 60)).map(([source]) => source)).toEqual(['payout', 'bank']);
  });

  it('is each stretch of time once, however many wait for it: an outage of an hour is one reading of that hour', () => {
    const outage = Array.from({ length: 100 }, (_, i) => about('capture_not_there', 120 - i * 0.6));
    expect(planOf(...outage)).toEqual([
      ['order', 125, expect.any(Number), 100],
      ['payment', 125, expect.any(Number), 100],
      ['provider', 125, expect.any(Number), 100],
    ]);
  });

  it('is not what lies between events that are far apart', () => {
    const plan = planOf(about('capture_not_there', 60), about('capture_not_there', 6000));
    expect(plan.filter(([source]) => source === 'provider')).toEqual([
      ['provider', 6005, 5995, 1],
      ['provider', 65, 55, 1],
    ]);
  });

  it('is the present, for what the provider’s clock dates in our future', () => {
    expect(planOf(about('reported_twice', -6000)).at(-1)).toEqual(['provider', 5, -5, 1]);
  });

  it('is asked of the sources that there are', () => {
    const without = planRereads([about('payout_not_banked', 1)], ['payout'], NOW);
    expect(without.map(({ source }) => source)).toEqual(['payout']);
  });
});
