import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { fail } from '../testing/calls.js';
import { Guard } from './guard.js';

const span = { setAttributes: jest.fn(), addEvent: jest.fn() };
const guard = new Guard({
  name: 'dependency',
  timeoutMs: 5000,
  bulkhead: { limit: 1 },
  breaker: { windowMs: 2000, volumeThreshold: 2, errorThresholdPercentage: 50, resetTimeoutMs: 60_000 },
  retry: { tries: 2, baseMs: 1, maxMs: 1 },
});
const eventsOf = (name: string): unknown[] =>
  span.addEvent.mock.calls.filter(([event]) => event === name).map(([, attributes]) => attributes);

afterEach(() => {
  guard.close();
  jest.restoreAllMocks();
});

describe('a trace', () => {
  it('shows the state in which a call was made, what was refused here and why, and what became of retries', async () => {
    jest.spyOn(trace, 'getActiveSpan').mockReturnValue(span as unknown as ReturnType<typeof trace.getActiveSpan>);
    await guard.run(fail, { retryIf: () => true }).catch(() => {});
    await guard.run(fail).catch(() => {});
    expect(span.setAttributes).toHaveBeenNthCalledWith(1, {
      'resilience.dependency': 'dependency',
      'resilience.breaker.state': 'closed',
    });
    const attributes = { 'resilience.dependency': 'dependency', 'resilience.breaker.state': 'open' };
    expect(eventsOf('resilience.refused')).toEqual([{ ...attributes, 'resilience.outcome': 'breaker_open' }]);
    expect(eventsOf('resilience.retry')).toEqual([
      { 'resilience.dependency': 'dependency', 'resilience.outcome': 'sent' },
      { 'resilience.dependency': 'dependency', 'resilience.outcome': 'out_of_tries' },
    ]);
  });
});
