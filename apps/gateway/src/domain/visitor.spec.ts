import { describe, expect, it } from '@jest/globals';
import { anonymousVisitor, asOf, IDLE_MS, renewed, SIGNED_IN_MS, signIn } from './visitor.js';

const HOUR_MS = 3_600_000;
let count = 0;
const ids = () => `id-${++count}`;
const operator = { id: 'o', email: 'o@example.org', name: 'O', role: 'operator' } as const;

describe('a visit', () => {
  it('gets a new session id at sign-in and keeps its cart', () => {
    const before = anonymousVisitor(ids, 0);
    const after = signIn(before, operator, ids, 5);
    expect(after.sessionId).not.toBe(before.sessionId);
    expect(after.cartId).toBe(before.cartId);
    expect(after.customer).toEqual(operator);
  });
  it('is over after its idle time', () => {
    const visitor = anonymousVisitor(ids, 0);
    expect(asOf(visitor, ids, IDLE_MS - 1)).toBe(visitor);
    expect(asOf(visitor, ids, IDLE_MS)).toBeUndefined();
  });
  it('is renewed only when a good part of the idle time has gone', () => {
    const visitor = anonymousVisitor(ids, 0);
    expect(renewed(visitor, HOUR_MS)).toBeUndefined();
    expect(renewed(visitor, IDLE_MS / 2)).toEqual({ ...visitor, expiresAt: IDLE_MS * 1.5 });
  });
  it('asks for the password again however busy it was, and then is nobody known with another cart', () => {
    const start = signIn(anonymousVisitor(ids, 0), operator, ids, 0);
    const busy = { ...start, expiresAt: SIGNED_IN_MS.operator + IDLE_MS };
    expect(asOf(busy, ids, SIGNED_IN_MS.operator - 1)?.customer).toEqual(operator);
    const after = asOf(busy, ids, SIGNED_IN_MS.operator);
    expect(after?.customer).toBeNull();
    expect(after?.cartId).not.toBe(start.cartId);
  });
});
