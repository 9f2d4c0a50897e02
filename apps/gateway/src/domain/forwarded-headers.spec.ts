import { describe, expect, it } from '@jest/globals';
import { requestHeadersInwards, responseHeadersOutwards } from './forwarded-headers.js';

describe('forwarded headers', () => {
  it('never carry what only the gateway may say, or the customer’s cookie', () => {
    const headers = {
      'x-session': 'forged',
      'x-service-token': 'forged',
      'x-deadline-ms': '999999',
      'x-forwarded-prefix': '/x',
      'x-forwarded-for': '1.2.3.4',
      cookie: 'bw_session=secret',
      host: 'shop',
      'idempotency-key': 'abcdefgh',
      'stripe-signature': 't=1,v1=2',
    };
    expect(requestHeadersInwards(headers)).toEqual({ 'idempotency-key': 'abcdefgh', 'stripe-signature': 't=1,v1=2' });
  });
  it('lose what belongs to one connection, and what the connection says belongs to it', () => {
    const headers = {
      connection: 'keep-alive, X-Secret',
      'keep-alive': 'timeout=5',
      te: 'trailers',
      upgrade: 'websocket',
      'transfer-encoding': 'chunked',
      'x-secret': '1',
      accept: '*/*',
    };
    expect(requestHeadersInwards(headers)).toEqual({ accept: '*/*' });
    expect(
      responseHeadersOutwards({ connection: 'close', 'keep-alive': 'x', 'set-cookie': ['a=b'], etag: '"1"' }),
    ).toEqual({
      etag: '"1"',
    });
  });
});
