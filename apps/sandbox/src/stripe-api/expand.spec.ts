import { describe, expect, it } from '@jest/globals';
import { expandObject } from './expand.js';

const things: Record<string, object> = { ch_1: { id: 'ch_1', txn: 'txn_1', none: null }, txn_1: { id: 'txn_1' } };
const byId = (id: string) => things[id];

describe('expand', () => {
  it('follows a path through ids and lists', () => {
    const list = { data: [{ charge: 'ch_1' }, { charge: null }] };
    expect(expandObject(list, ['data.charge.txn'], byId)).toEqual({
      data: [{ charge: { id: 'ch_1', txn: { id: 'txn_1' }, none: null } }, { charge: null }],
    });
    expect(list.data[0]?.charge).toBe('ch_1');
  });
  it('refuses what is no reference, and more than four levels', () => {
    expect(() => expandObject({ a: 'text' }, ['a'], byId)).toThrow('cannot be expanded (a)');
    expect(() => expandObject({}, ['b'], byId)).toThrow('cannot be expanded (b)');
    expect(() => expandObject({}, ['a.b.c.d.e.f'], byId)).toThrow('4 levels');
  });
});
