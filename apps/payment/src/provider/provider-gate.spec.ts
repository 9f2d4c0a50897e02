import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { deadlineIn, withDeadline } from '@breakwater/resilience';
import { currentProviderCall } from './provider-call.js';
import { ProviderFailure } from './provider-failure.js';
import { ProviderGate } from './provider-gate.js';

const TIMEOUT_MS = 1500;
/** As much as the gate keeps back of the caller's deadline. */
const RESERVE_MS = 150;

let gate: ProviderGate;
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  gate = new ProviderGate(TIMEOUT_MS, () => Promise.resolve(), {});
});
afterEach(() => {
  gate.close();
  jest.useRealTimers();
});

/** The provider has the request and does not answer. */
const hang = jest.fn((): Promise<never> => {
  const call = currentProviderCall.getStore();
  if (call !== undefined) call.sent = true;
  return new Promise((_resolve, reject) => {
    call?.signal.addEventListener('abort', () => reject(new Error('aborted')));
  });
});

async function failure(deadlineMs: number, action: () => Promise<unknown> = hang): Promise<ProviderFailure> {
  hang.mockClear();
  const call = withDeadline(deadlineIn(deadlineMs), () => gate.pass('create', action));
  const failed = call.then(
    () => undefined,
    (error: unknown) => error,
  );
  await jest.advanceTimersByTimeAsync(deadlineMs);
  const error = await failed;
  if (!(error instanceof ProviderFailure)) throw new Error('it did not fail', { cause: error });
  return error;
}

describe('the gate to the provider', () => {
  it('sends nothing with less time than a healthy provider needs, and does not blame the provider', async () => {
    expect(await failure(RESERVE_MS + 399)).toMatchObject({ kind: 'not_done', hurried: true });
    expect(hang).not.toHaveBeenCalled();
    await failure(RESERVE_MS + 401);
    expect(hang).toHaveBeenCalledTimes(1);
  });

  it('learns nothing of the provider from a call with less than half of its time', async () => {
    expect(await failure(RESERVE_MS + TIMEOUT_MS / 2 - 10)).toMatchObject({ kind: 'unknown', hurried: true });
    expect(await failure(RESERVE_MS + TIMEOUT_MS / 2 + 10)).toMatchObject({ kind: 'unknown', hurried: false });
  });

  it('takes a refused connection for what it is, however little time there was', async () => {
    const refused = (): Promise<never> => Promise.reject(new Error('connect ECONNREFUSED'));
    expect(await failure(RESERVE_MS + 500, refused)).toMatchObject({ kind: 'not_done', hurried: false });
  });

  it('does not blame the provider when a short wait for a place was in vain, but does when there is none at all', async () => {
    for (const [others, hurried] of [
      [64, true],
      [128, false],
    ] as const) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const calls = Array.from({ length: others }, () => gate.pass('create', () => promise));
      expect(await failure(RESERVE_MS + 500)).toMatchObject({ kind: 'not_done', hurried });
      resolve();
      await Promise.all(calls);
    }
  });
});
