import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { parseForm } from './form.js';
import { mergeMetadata, param, readParams } from './params.js';

const shape = {
  amount: param.integer(),
  confirm: param.boolean().optional(),
  kind: z.enum(['a', 'b']).optional(),
  card: z.strictObject({ number: param.text() }).optional(),
};
const read = (text: string) => readParams(shape, parseForm(text));
const refusal = (code: string, name: string) =>
  expect.objectContaining({ status: 400, details: expect.objectContaining({ code, param: name }) });

describe('parameters', () => {
  it('become numbers and truth values', () => {
    expect(read('amount=12&confirm=true&expand[]=x')).toMatchObject({ amount: 12, confirm: true });
  });
  it.each([
    ['', 'parameter_missing', 'amount'],
    ['amount=', 'parameter_invalid_empty', 'amount'],
    ['amount=1e3', 'parameter_invalid_integer', 'amount'],
    ['amount=1&kind=c', 'parameter_invalid_enum', 'kind'],
    ['amount=1&card[colour]=x&card[number]=1', 'parameter_unknown', 'card[colour]'],
    ['amount=1&card=x', 'parameter_invalid_value', 'card'],
  ])('(%s) that do not fit are refused as %s of %s', (text, code, name) => {
    expect(() => read(text)).toThrow(refusal(code, name));
  });
});

describe('metadata', () => {
  it('is merged, deleted by key and deleted as a whole', () => {
    expect(mergeMetadata({ a: '1', b: '2' }, { b: '', c: '3' })).toEqual({ a: '1', c: '3' });
    expect(mergeMetadata({ a: '1' }, '')).toEqual({});
    expect(mergeMetadata({ a: '1' }, undefined)).toEqual({ a: '1' });
  });
});
