import { describe, expect, it } from '@jest/globals';
import { DRAWING_KINDS } from './drawings.js';
import { guessLook } from '../domain/guess-look.js';

describe('the look of a product of which only words are known', () => {
  it('goes by its title before its tags', () => {
    expect(guessLook('a', 'Navy Sports Jacket', 'shoes')).toMatchObject({ kind: 'shell', colour: '#27405f' });
    expect(guessLook('a', 'Something', 'Boots')).toMatchObject({ kind: 'lace-boots' });
    expect(guessLook('a', 'Qwerty').kind).toBe('parcel');
  });
  it('is the same every time, and one that can be drawn', () => {
    for (const title of ['Rain Jacket', 'Mug', 'Rope', 'Poster', 'Unknown']) {
      expect(guessLook(title, title)).toEqual(guessLook(title, title));
      expect(DRAWING_KINDS).toContain(guessLook(title, title).kind);
    }
  });
});
