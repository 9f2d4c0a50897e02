import { describe, expect, it } from '@jest/globals';
import { Fault } from '@breakwater/kernel';
import { asFault, errorCode, isUniqueViolation, troubleOf } from './errors.js';

const failed = (code: string): Error => Object.assign(new Error(code), { code });

describe('what an error says', () => {
  it.each([
    ['ECONNREFUSED', 'lost'],
    ['08006', 'lost'],
    ['25006', 'lost'],
    ['57P01', 'lost'],
    ['57014', 'timeout'],
    ['55P03', 'timeout'],
    ['40001', 'contended'],
    ['40P01', 'contended'],
    ['23505', 'none'],
    ['42P01', 'none'],
  ])('%s: %s', (code, trouble) => expect(troubleOf(failed(code))).toBe(trouble));

  it.each([
    ['Connection terminated unexpectedly', 'lost'],
    ['Query read timeout', 'lost'],
    ['timeout exceeded when trying to connect', 'exhausted'],
    ['something else', 'none'],
  ])('%s: %s', (text, trouble) => expect(troubleOf(new Error(text))).toBe(trouble));

  it.each([
    ['ECONNRESET', 'unavailable', 'database.writer.unavailable'],
    ['57014', 'timeout', 'database.query.timeout'],
    ['40001', 'unavailable', 'database.transaction.contended'],
  ])('%s reaches the caller as a Fault', (code, kind, fault) => {
    expect(asFault(failed(code))).toMatchObject({ name: 'Fault', kind, code: fault, retryAfterSeconds: 1 });
  });
  it('a statement that the server never answered is a time-out', () => {
    expect(asFault(new Error('Query read timeout'))).toMatchObject({ code: 'database.query.timeout' });
  });
  it('the mistake of a statement stays what it is', () => {
    const error = failed('23505');
    expect(asFault(error)).toBe(error);
    expect(isUniqueViolation(Object.assign(error, { constraint: 'a' }), 'a')).toBe(true);
    expect(isUniqueViolation(error, 'b')).toBe(false);
  });
  it('the SQLSTATE is found behind a Fault', () => {
    expect(errorCode(new Fault('unavailable', 'x', 'y', { cause: failed('08006') }))).toBe('08006');
  });
});
