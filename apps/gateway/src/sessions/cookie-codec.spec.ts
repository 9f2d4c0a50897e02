import { describe, expect, it } from '@jest/globals';
import { systemClock, uuidV7Source } from '@breakwater/kernel';
import { signSession, signToken } from '@breakwater/service-host';
import { anonymousVisitor } from '../domain/visitor.js';
import { CookieCodec } from './cookie-codec.js';

const KEY = 'a-key-of-enough-length';
const NEW_KEY = 'another-key-of-enough-length';
const visitor = anonymousVisitor(uuidV7Source(systemClock), 1_800_000_000_000);

describe('the session cookie', () => {
  it('comes back as it was written', () => {
    const codec = new CookieCodec([KEY]);
    expect(codec.decode(codec.encode(visitor))).toEqual({ visitor, stale: false });
  });
  it('is still read after its key was replaced, marked as stale, and no longer once the key is gone', () => {
    const old = new CookieCodec([KEY]).encode(visitor);
    expect(new CookieCodec([NEW_KEY, KEY]).decode(old)).toEqual({ visitor, stale: true });
    expect(new CookieCodec([NEW_KEY]).decode(old)).toBeUndefined();
  });
  it('is refused with any one character changed, cut or added', () => {
    const codec = new CookieCodec([KEY]);
    const value = codec.encode(visitor);
    for (let i = 0; i < value.length; i++) {
      const other = value[i] === 'A' ? 'B' : 'A';
      const changed = value.slice(0, i) + other + value.slice(i + 1);
      // The last character of base64url may carry unused bits: a codec that compares text refuses those too.
      expect(codec.decode(changed)).toBeUndefined();
    }
    for (const broken of [value.slice(0, -1), `${value}A`, `${value}.x`, '', '.', '..', 'x'.repeat(5000)]) {
      expect(codec.decode(broken)).toBeUndefined();
    }
  });
  it('is no x-session, and an x-session is no cookie', () => {
    const codec = new CookieCodec([KEY]);
    expect(codec.decode(signToken(KEY, visitor))).toBeUndefined();
    expect(codec.decode(signSession(KEY, { ...visitor, expiresAt: visitor.expiresAt }))).toBeUndefined();
  });
});
