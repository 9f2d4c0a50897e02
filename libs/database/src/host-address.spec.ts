import { describe, expect, it } from '@jest/globals';
import { parseHosts } from './host-address.js';

describe('the list of hosts', () => {
  it('takes names, addresses and ports in any order', () => {
    expect(parseHosts('127.0.0.1:5441, db , [::1]:5442')).toEqual([
      { host: '127.0.0.1', port: 5441 },
      { host: 'db', port: 5432 },
      { host: '::1', port: 5442 },
    ]);
  });
  it.each(['', ' , ', 'a:b', 'host:port:1', ':5432'])('refuses %j', (list) => {
    expect(() => parseHosts(list)).toThrow(expect.objectContaining({ code: 'database.hosts.invalid' }));
  });
});
