import { useCallback, useEffect, useRef, useState } from 'react';
import { type ApiError, asApiError, isOutcomeUnknown } from '../api/api-error.js';
import { newIdempotencyKey } from '../api/idempotency-key.js';
import { untilKnown } from '../api/until-known.js';

export interface Act<I> {
  readonly busy: boolean;
  /** Why the last try came to nothing; of an unknown outcome when `isOutcomeUnknown(error)`. */
  readonly error: ApiError | undefined;
  /** True when it was done. While the outcome of an earlier run is unknown, that one is sent again, whatever `input` says. */
  readonly run: (input: I) => Promise<boolean>;
  readonly forget: () => void;
}

interface Sent<I> {
  readonly key: string;
  readonly input: I;
}

/** Something that a person does once: `send` gets a key that stays the same until the outcome is known. */
export function useAct<I>(send: (input: I, key: string) => Promise<unknown>): Act<I> {
  const [state, setState] = useState<{ busy: boolean; error: ApiError | undefined }>({ busy: false, error: undefined });
  const sent = useRef<Sent<I> | undefined>(undefined);
  const running = useRef(false);
  const newest = useRef(send);
  useEffect(() => {
    newest.current = send;
  }, [send]);

  const run = useCallback(async (input: I): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setState({ busy: true, error: undefined });
    const act = (sent.current ??= { key: newIdempotencyKey(), input });
    try {
      await untilKnown(() => newest.current(act.input, act.key));
      sent.current = undefined;
      setState({ busy: false, error: undefined });
      return true;
    } catch (failure) {
      const error = asApiError(failure);
      if (!isOutcomeUnknown(error)) sent.current = undefined;
      setState({ busy: false, error });
      return false;
    } finally {
      running.current = false;
    }
  }, []);
  const forget = useCallback(() => setState(({ busy }) => ({ busy, error: undefined })), []);
  return { ...state, run, forget };
}
