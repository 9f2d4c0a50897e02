import { describe, expect, it } from '@jest/globals';
import { judgeUnsafe, type UnsafeRequest } from './request-origin.js';

const shop = 'https://shop.example';
const post: UnsafeRequest = {
  method: 'POST',
  contentType: 'application/json; charset=utf-8',
  hasBody: true,
  origin: shop,
  fetchSite: 'same-origin',
  ownOrigin: 'http://127.0.0.1:8080',
};
const judge = (change: Partial<UnsafeRequest>) => judgeUnsafe({ ...post, ...change }, shop);

describe('the rule against cross-site requests', () => {
  it('lets our own pages post JSON, under the public address or the one they were reached by', () => {
    expect(judge({})).toBeNull();
    expect(judge({ origin: 'http://127.0.0.1:8080' })).toBeNull();
    expect(judge({ origin: undefined, fetchSite: undefined })).toBeNull();
  });
  it.each(['https://shop.example.evil', 'http://shop.example', 'null', '', 'https://evil'])(
    'refuses the Origin "%s"',
    (origin) => {
      expect(judge({ origin })).toBe('origin');
    },
  );
  it('refuses what the browser calls cross-site, also without an Origin', () => {
    expect(judge({ origin: undefined, fetchSite: 'cross-site' })).toBe('origin');
  });
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonp', ''])(
    'refuses a body of type "%s"',
    (contentType) => {
      expect(judge({ contentType })).toBe('content_type');
    },
  );
  it('refuses a body without a type, and needs no type where there is no body', () => {
    expect(judge({ contentType: undefined })).toBe('content_type');
    expect(judge({ contentType: undefined, hasBody: false })).toBeNull();
  });
  it('does not look at reading', () => {
    expect(judge({ method: 'GET', origin: 'https://evil', contentType: 'text/plain' })).toBeNull();
  });
});
