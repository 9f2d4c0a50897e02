import { useCallback, useEffect, useState } from 'react';
import { type ApiError, asApiError } from '../api/api-error.js';
import { RecentValues } from './recent-values.js';

export interface Resource<T> {
  /** The newest that is known for this key; may be older than `error`. */
  readonly data: T | undefined;
  readonly error: ApiError | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
  /** Shows what is newer than the last reading, such as the answer to a change, and reads again. */
  readonly put: (data: T) => void;
}

// Seen pages come back at once (back button, with their scroll position) and are refreshed behind that.
const seen = new RecentValues<unknown>(60);

/** Reads `key` by `load`, shows what was seen of it before while it loads. `load` is called anew when the key changes. */
export function useResource<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [state, setState] = useState<{ key: string; error?: ApiError; done: boolean }>({ key, done: false });
  const [round, setRound] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    setState({ key, done: false });
    const read = async (): Promise<void> => {
      try {
        seen.put(key, await load(abort.signal));
        if (!abort.signal.aborted) setState({ key, done: true });
      } catch (error) {
        if (!abort.signal.aborted) setState({ key, error: asApiError(error), done: true });
      }
    };
    void read();
    return () => abort.abort();
    // `load` is a new closure at each render; the key names what it loads.
  }, [key, round]);

  const reload = useCallback(() => setRound((n) => n + 1), []);
  const put = useCallback(
    (data: T) => {
      seen.put(key, data);
      setRound((n) => n + 1);
    },
    [key],
  );
  const current = state.key === key;
  return {
    data: seen.get(key) as T | undefined,
    error: current ? state.error : undefined,
    loading: !current || !state.done,
    reload,
    put,
  };
}

/** Forgets everything read so far, as after a sign-in. */
export function forgetResources(): void {
  seen.clear();
}
