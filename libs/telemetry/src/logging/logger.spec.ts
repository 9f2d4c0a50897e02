import { describe, expect, it } from '@jest/globals';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { identity } from '../identity.js';
import { buildLogger } from './logger.js';

const SECRETS = /4242424242424242|4242 4242|sk_test_abcdefgh|hunter22/;

function capture(): { lines: () => Record<string, unknown>[]; raw: () => string; log: ReturnType<typeof buildLogger> } {
  const written: string[] = [];
  const log = buildLogger({ level: 'trace', destination: { write: (line) => void written.push(line) } });
  return {
    log,
    raw: () => written.join(''),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

describe('a line', () => {
  it('names level, time, service and instance', () => {
    const { log, lines } = capture();
    log.info({ a: 1 }, 'hello %s', 'world');
    const { service, instance, version } = identity();
    expect(lines()).toEqual([
      { level: 'info', time: expect.stringMatching(/Z$/), service, instance, version, a: 1, msg: 'hello world' },
    ]);
  });
  it('carries the trace id of the work in progress', () => {
    const manager = new AsyncLocalStorageContextManager().enable();
    context.setGlobalContextManager(manager);
    const { log, lines } = capture();
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const span = trace.wrapSpanContext({ traceId, spanId: '00f067aa0ba902b7', traceFlags: 0 });
    context.with(trace.setSpan(context.active(), span), () => log.info('inside'));
    log.info('outside');
    expect(lines().map((line) => line['traceId'])).toEqual([traceId, undefined]);
    context.disable();
  });
  it('never holds a secret or a card number, wherever it was put', () => {
    const { log, lines, raw } = capture();
    log.info('paid with 4242424242424242');
    log.info('paid with %s', '4242 4242 4242 4242');
    log.info('object %o', { password: 'hunter22' });
    log.info({ body: 'key sk_test_abcdefgh', password: 'hunter22' });
    log.info({ nested: { list: [{ cookie: 'hunter22' }] } }, 'sk_test_abcdefgh');
    log.error(new Error('sk_test_abcdefgh'));
    log.error({ err: new Error('4242424242424242') });
    log.error({ err: new Error('x', { cause: new Error('4242424242424242') }) }, 'failed');
    log.child({ token: 'hunter22', key: 'sk_test_abcdefgh' }).info('child');
    expect(lines()).toHaveLength(9);
    expect(raw()).not.toMatch(SECRETS);
    expect(lines().map((line) => line['msg'])).toEqual([
      'paid with [card]',
      'paid with [card]',
      `object {"password":"[redacted]"}`,
      undefined,
      'sk_[redacted]',
      'sk_[redacted]',
      '[card]',
      'failed',
      'child',
    ]);
  });
  it('of an error has its message, code, stack and causes', () => {
    const { log, lines } = capture();
    const error = Object.assign(new Error('outer', { cause: new Error('inner') }), { code: 'a.b.c' });
    log.error({ err: error }, 'failed');
    expect(lines()[0]).toMatchObject({
      msg: 'failed',
      err: { message: 'outer', code: 'a.b.c', stack: expect.stringContaining('outer'), cause: { message: 'inner' } },
    });
  });
});
