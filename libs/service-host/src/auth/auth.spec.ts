import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@breakwater/kernel';
import { ServiceTokens } from './service-tokens.js';
import { type SessionClaims, signSession, verifySession } from './sessions.js';
import { readToken, signToken } from './signed-token.js';

const KEY = 'a-key-of-some-length';

describe('a signed token', () => {
  it('gives back what was signed, and nothing when a letter of it was changed', () => {
    const token = signToken(KEY, { a: 1 });
    expect(readToken(KEY, token)).toEqual({ a: 1 });
    for (let i = 0; i < token.length; i++) {
      const changed = `${token.slice(0, i)}${token[i] === 'A' ? 'B' : 'A'}${token.slice(i + 1)}`;
      // The last letter of base64url may hold unused bits; what it decodes to is compared as text, so it must not pass either.
      expect(readToken(KEY, changed)).toBeUndefined();
    }
    expect(readToken('another-key-of-length', token)).toBeUndefined();
    expect(readToken(KEY, `${token}.x`)).toBeUndefined();
    expect(readToken(KEY, '')).toBeUndefined();
  });
});

describe('a service token', () => {
  const clock = new ManualClock();
  const order = new ServiceTokens(KEY, 'order', clock);
  const inventory = new ServiceTokens(KEY, 'inventory', clock);

  it('opens the door of its audience only', () => {
    expect(inventory.verify(order.mint('inventory'))).toBe('order');
    expect(() => order.verify(order.mint('inventory'))).toThrow(
      expect.objectContaining({ code: 'auth.service_token.audience' }),
    );
    expect(() => inventory.verify(undefined)).toThrow(expect.objectContaining({ code: 'auth.service_token.missing' }));
  });

  it('is of no use after 60 s, and is renewed well before', () => {
    const old = order.mint('inventory');
    clock.advance(31_000);
    const renewed = order.mint('inventory');
    expect(renewed).not.toBe(old);
    clock.advance(29_000);
    expect(() => inventory.verify(old)).toThrow(expect.objectContaining({ code: 'auth.service_token.invalid' }));
    expect(inventory.verify(renewed)).toBe('order');
  });
});

describe('x-session', () => {
  const claims: SessionClaims = { sessionId: 's', cartId: 'c', customer: null, expiresAt: 1000 };
  it('is refused when it has expired or is signed with another key', () => {
    const token = signSession(KEY, claims);
    expect(verifySession(KEY, token, 999)).toEqual(claims);
    expect(() => verifySession(KEY, token, 1000)).toThrow(expect.objectContaining({ code: 'auth.session.invalid' }));
    expect(() => verifySession('another-key-of-length', token, 0)).toThrow(
      expect.objectContaining({ code: 'auth.session.invalid' }),
    );
  });
  it('cannot be a service token', () => {
    const token = new ServiceTokens(KEY, 'order', new ManualClock(0)).mint('order');
    expect(() => verifySession(KEY, token, 0)).toThrow(expect.objectContaining({ code: 'auth.session.invalid' }));
  });
});
