import { useEffect, useRef, useState } from 'react';
import { type ActRuns, type ActState, createAct } from './act.js';
import { useStore } from './store.js';

export type Act<I> = ActState<I> & ActRuns<I>;

/** `createAct` for a component; the newest `send` is used. */
export function useAct<I>(send: (input: I, key: string) => Promise<unknown>): Act<I> {
  const newest = useRef(send);
  useEffect(() => {
    newest.current = send;
  }, [send]);
  const [{ state, run, again, forget }] = useState(() => createAct<I>((input, key) => newest.current(input, key)));
  return { ...useStore(state), run, again, forget };
}
