import { describe, expect, it } from '@jest/globals';
import { correctWords, prefixQuery, searchWords } from './search-query.js';

describe('words of a search', () => {
  it('are letters and digits alone: nothing of the query language gets through', () => {
    const words = searchWords(`Wool's & !(hat | ":*) <-> DROP TABLE;-- 30l`);
    expect(prefixQuery(words)).toMatch(/^[\p{L}\p{N}]+:\*(?: & [\p{L}\p{N}]+:\*)*$/u);
    expect(words).toEqual(['wool', 's', 'hat', 'drop', 'table', '30l']);
  });
  it('are few and short, whatever is typed', () => {
    const words = searchWords(Array.from({ length: 100 }, (_, n) => `${'x'.repeat(60)}${n}`).join(' '));
    expect(words).toHaveLength(8);
    expect(words.every((word) => word.length === 40)).toBe(true);
  });
});

describe('a mistyped word', () => {
  const known = ['lantern', 'sweater', 'mug', 'mat', 'backpack'];
  it.each([
    ['lantren', 'lantern'],
    ['lanern', 'lantern'],
    ['sweatter', 'sweater'],
    ['backpak', 'backpack'],
  ])('%s is taken as %s', (typed, meant) => {
    expect(correctWords([typed], known)).toEqual([meant]);
  });
  it('is left alone when it begins a known one', () => {
    expect(correctWords(['lante', 'swetaer'], known)).toEqual(['lante', 'sweater']);
  });
  it('stays unknown when nothing is close, or when it is too short to tell', () => {
    expect(correctWords(['submarine'], known)).toBeUndefined();
    expect(correctWords(['mig'], known)).toBeUndefined();
  });
});
