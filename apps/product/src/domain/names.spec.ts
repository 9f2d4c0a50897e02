import { describe, expect, it } from '@jest/globals';
import { skuOf, slugOf } from './names.js';

const SKU = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

describe('a slug', () => {
  it('keeps the letters of a name without their accents', () => {
    expect(slugOf("Tórshavn Crew – Ærø's Øl")).toBe('torshavn-crew-aero-s-ol');
  });
  it('is empty when nothing can stay', () => expect(slugOf('!!! 火')).toBe(''));
  it('never ends in a dash, however long the name', () => {
    expect(slugOf(`${'a'.repeat(99)} b`)).toBe('a'.repeat(99));
  });
});

describe('a SKU', () => {
  it('that is fit stays as it is, without the quote that spreadsheets put before it', () => {
    expect(skuOf("'0042-x", 'h', [])).toBe('0042-x');
  });
  it('is derived from handle and options when there is none, always the same', () => {
    expect(skuOf('', 'wool-hat', ['Red', 'XL'])).toBe('WOOL-HAT-RED-XL');
  });
  it('stays apart from another one that would look the same', () => {
    const made = ['S/M', 'S M', 'S-M', 'Größe', 'Grosse', '火', '水'].map((value) => skuOf('', 'hat', [value]));
    expect(new Set(made).size).toBeGreaterThanOrEqual(6);
    for (const sku of [...made, skuOf('SUN HAT/1', 'h', []), skuOf('', 'x'.repeat(100), ['y'.repeat(90)])]) {
      expect(sku).toMatch(SKU);
    }
    expect(skuOf('SUN HAT/1', 'h', [])).not.toBe(skuOf('SUN-HAT-1', 'h', []));
  });
});
