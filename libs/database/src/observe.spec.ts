import { describe, expect, it } from '@jest/globals';
import { parseInt8 } from './int8.js';
import { statementName } from './observe.js';

describe('the name of a statement', () => {
  it.each([
    ['select * from "order" where id = $1', 'SELECT order'],
    ['  INSERT INTO outbox (id) VALUES ($1)', 'INSERT outbox'],
    ['UPDATE stock SET n = n - 1', 'UPDATE stock'],
    ['BEGIN', 'BEGIN'],
  ])('of %j is %s', (sql, name) => expect(statementName(sql)).toBe(name));
});

describe('a bigint', () => {
  it('is a number while that is exact, else its text', () => {
    expect(['42', '9007199254740991', '9007199254740993'].map(parseInt8)).toEqual([
      42,
      9007199254740991,
      '9007199254740993',
    ]);
  });
});
