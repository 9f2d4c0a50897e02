import { types } from 'node:util';

export type Ending = 'ok' | 'timeout' | 'failure';

export interface Attempt {
  readonly budgetMs: number;
  /** What a time-out is called. */
  readonly tooLate: () => Error;
  /** Called once, when the caller gets its answer. */
  readonly onEnd: (ending: Ending, error: unknown) => void;
  /** Called once, when the work has really ended, which may be after a time-out. */
  readonly onSettled: () => void;
}

/** Runs `action` once with a signal of its own, which is aborted when the time is up. */
export function attempt<T>(action: (signal: AbortSignal) => Promise<T>, options: Attempt): Promise<T> {
  const { budgetMs, tooLate, onEnd, onSettled } = options;
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    let over = false;
    const end = (ending: Ending, error?: unknown): boolean => {
      if (over) return false;
      over = true;
      clearTimeout(timer);
      onEnd(ending, error);
      return true;
    };
    const timer = setTimeout(() => {
      const fault = tooLate();
      if (end('timeout', fault)) reject(fault);
      controller.abort(fault);
    }, budgetMs);
    start(action, controller.signal)
      .finally(onSettled)
      .then(
        (value) => end('ok') && resolve(value),
        (error: unknown) => end('failure', error) && reject(asError(error)),
      )
      // onEnd itself threw: a bug of the policy, which must not look like an answer.
      .catch((error: unknown) => reject(asError(error)));
  });
}

/** An action that throws before its first await is a rejected one. */
async function start<T>(action: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  return action(signal);
}

function asError(thrown: unknown): Error {
  return types.isNativeError(thrown) ? thrown : new Error(String(thrown), { cause: thrown });
}
