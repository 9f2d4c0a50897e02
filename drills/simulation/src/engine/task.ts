/** Hands the task's continuation to whoever will go on with it: exactly one of the two is called, once, or never. */
export type Wait = (resume: (value: unknown) => void, fail: (error: unknown) => void) => void;

/**
 * Work that can stop at each effect. A generator and no promise: the simulation alone decides when it goes on, and a crash is
 * that it never does, without a `finally` on the way.
 */
export type Task<T> = Generator<Wait, T, unknown>;

export function* wait<T>(start: (resume: (value: T) => void, fail: (error: unknown) => void) => void): Task<T> {
  return (yield start) as T;
}
