import { describe, expect, it } from '@jest/globals';
import { parseForm } from './form.js';

const parsed = (text: string): unknown => JSON.parse(JSON.stringify(parseForm(text)));

describe('a form', () => {
  it('nests by brackets, with lists by empty or counting brackets', () => {
    expect(parsed('a=1&card[number]=42&card[exp]=5&expand[]=x&expand[]=y&items[0][id]=p&items[1][id]=q')).toEqual({
      a: '1',
      card: { number: '42', exp: '5' },
      expand: ['x', 'y'],
      items: [{ id: 'p' }, { id: 'q' }],
    });
  });
  it('decodes names and values', () => {
    expect(parsed('metadata%5Border+id%5D=a%26b+c')).toEqual({ metadata: { 'order id': 'a&b c' } });
  });
  it('takes odd brackets as part of a name', () => {
    expect(parsed('a[b=1&[c]=2&d]=3')).toEqual({ 'a[b': '1', '[c]': '2', 'd]': '3' });
  });
  it('touches no prototype', () => {
    parseForm('__proto__[polluted]=1&constructor[prototype][polluted]=1');
    expect('polluted' in {}).toBe(false);
  });
});
