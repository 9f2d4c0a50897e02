import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { log } from '../logging/logger.js';
import { startServerSpan } from './server-span.js';
import { timed } from './timed.js';
import { injectContext, withExtractedContext } from './context.js';

const after = (ms: number): Promise<string> => new Promise((resolve) => setTimeout(() => resolve('done'), ms));
let warn: jest.SpiedFunction<typeof log.warn>;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  warn = jest.spyOn(log, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  jest.useRealTimers();
  warn.mockRestore();
});

describe('without a started SDK', () => {
  it('calls go through, and those over a second are told: what and how long', async () => {
    const slow = timed('pg.query', { 'db.query.summary': 'SELECT stock' }, () => after(1500));
    await jest.advanceTimersByTimeAsync(1500);
    await expect(slow).resolves.toBe('done');
    expect(warn).toHaveBeenCalledWith(
      { call: 'pg.query', durationMs: 1500, 'db.query.summary': 'SELECT stock' },
      'slow call',
    );
  });
  it('quick calls are not told', async () => {
    const quick = timed('pg.query', {}, () => after(1000));
    await jest.advanceTimersByTimeAsync(1000);
    await quick;
    expect(warn).not.toHaveBeenCalled();
  });
  it('a slow call that fails is told as well, and its error stays the same', async () => {
    const error = new Error('gone');
    const slow = timed('redis.get', {}, () => after(2000).then(() => Promise.reject(error)));
    const refused = expect(slow).rejects.toBe(error);
    await jest.advanceTimersByTimeAsync(2000);
    await refused;
    expect(warn).toHaveBeenCalledTimes(1);
  });
  it('server spans and context carrying do nothing and do no harm', async () => {
    const span = startServerSpan({ method: 'GET', route: '/x', headers: {} });
    expect(span.run(() => 1)).toBe(1);
    await jest.advanceTimersByTimeAsync(1200);
    span.end(200);
    expect(warn).toHaveBeenCalledWith(expect.objectContaining({ call: 'GET /x', status: 200 }), 'slow call');
    expect(injectContext({})).toEqual({});
    expect(withExtractedContext({ traceparent: undefined }, () => 2)).toBe(2);
  });
});
