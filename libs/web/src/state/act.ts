import { type ApiError, asApiError, isOutcomeUnknown } from '../api/api-error.js';
import { newIdempotencyKey } from '../api/idempotency-key.js';
import { pause } from '../api/pause.js';
import { type Repeating, untilKnown } from '../api/until-known.js';
import { createStore, type Store } from './store.js';

export interface ActState<I> {
  readonly busy: boolean;
  /** The shop has not answered yet, and is being asked again. */
  readonly repeating: boolean;
  /** Why the last try came to nothing. */
  readonly error: ApiError | undefined;
  /** What was sent and may have been done or not: nothing else is sent before its outcome is known. */
  readonly unsettled: I | undefined;
}

export interface ActRuns<I> {
  /** True when it was done. Sends nothing, and is false, while another run goes on or the outcome of an earlier one is unknown. */
  readonly run: (input: I) => Promise<boolean>;
  /** Sends what is unsettled once more, with its own key. True when it was done. */
  readonly again: () => Promise<boolean>;
  /** Forgets the error; never what is unsettled. */
  readonly forget: () => void;
}

interface Sent<I> {
  readonly key: string;
  readonly input: I;
}

type Waiting = Pick<Repeating, 'wait' | 'random'>;

const HERE: Waiting = { wait: pause, random: Math.random };

/** Something that a person does once: `send` gets a key that stays the same until the outcome is known. */
export function createAct<I>(
  send: (input: I, key: string) => Promise<unknown>,
  around: Waiting = HERE,
): ActRuns<I> & { readonly state: Store<ActState<I>> } {
  const idle: ActState<I> = { busy: false, repeating: false, error: undefined, unsettled: undefined };
  const state = createStore(idle);
  let open: Sent<I> | undefined;

  const settle = async (act: Sent<I>): Promise<boolean> => {
    open = act;
    state.set({ ...idle, busy: true });
    const onRepeat = (): void => state.set({ ...idle, busy: true, repeating: true });
    try {
      await untilKnown(() => send(act.input, act.key), { ...around, onRepeat });
      open = undefined;
      state.set(idle);
      return true;
    } catch (failure) {
      const error = asApiError(failure);
      if (!isOutcomeUnknown(error)) open = undefined;
      state.set({ ...idle, error, unsettled: open?.input });
      return false;
    }
  };
  return {
    state,
    run: async (input) => (open === undefined ? settle({ key: newIdempotencyKey(), input }) : false),
    again: async () => (open === undefined || state.get().busy ? false : settle(open)),
    forget: () => state.set({ ...state.get(), error: undefined }),
  };
}
