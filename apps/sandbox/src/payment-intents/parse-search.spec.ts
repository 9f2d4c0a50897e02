import { describe, expect, it } from '@jest/globals';
import { parseSearch } from './parse-search.js';

describe('a search query', () => {
  it('binds every value and never puts one into the SQL', () => {
    const { sql, values } = parseSearch(`metadata['order id']:'x\\' OR 1=1 --' AND status:"succeeded" amount>=100`);
    expect(values).toEqual(['$.metadata."order id"', "x' OR 1=1 --", '$.status', 'succeeded', 100]);
    expect(sql.match(/\?/g)).toHaveLength(5);
    expect(sql).not.toContain('1=1');
  });
  it('knows negation, substrings and absence', () => {
    expect(parseSearch('-status:"canceled"').sql).toContain('NOT');
    expect(parseSearch('metadata["a"]~"b"').sql).toContain('instr');
    expect(parseSearch('metadata["a"]:null').sql).toContain('IS NULL');
  });
  it.each([
    '',
    'status',
    "status:'a' AND amount>1 OR amount<3",
    "colour:'red'",
    "amount~'1'",
    "status>'a'",
    'amount:"x"',
  ])('that cannot be read (%s) is refused', (query) => {
    expect(() => parseSearch(query)).toThrow(expect.objectContaining({ status: 400 }));
  });
});
