import type { Route, Schema } from '@breakwater/kernel';

export type AnyRoute = Route<unknown, unknown, unknown, unknown>;

/** What may be handed to a schema: its input type where it tells (Standard Schema does), else what it returns. */
export type InputOf<S> = S extends {
  readonly '~standard': { readonly types?: { readonly input: infer I } | undefined };
}
  ? I
  : OutputOf<S>;

/** What a schema returns. */
export type OutputOf<S> = S extends Schema<infer T> ? T : never;

type Part<R, K extends 'params' | 'query' | 'body'> =
  R extends Readonly<Record<K, infer S>>
    ? {} extends InputOf<S>
      ? { readonly [P in K]?: InputOf<S> }
      : { readonly [P in K]: InputOf<S> }
    : { readonly [P in K]?: never };

interface CallExtras {
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the client's; shortened to the current deadline either way. */
  readonly timeoutMs?: number;
  /** False where the caller itself tries again later: one layer does, or the load multiplies. */
  readonly retry?: false;
}

export type CallOptions<R> = Part<R, 'params'> & Part<R, 'query'> & Part<R, 'body'> & CallExtras;

/** Options may be left out where the route needs none. */
export type CallArguments<R> = {} extends CallOptions<R> ? [options?: CallOptions<R>] : [options: CallOptions<R>];

/** One of the route's successes: its status with that status' body. */
export type FullAnswer<R extends AnyRoute> = {
  [Status in keyof R['responses']]: { readonly status: Status; readonly body: OutputOf<R['responses'][Status]> };
}[keyof R['responses']];

export type AnswerBody<R extends AnyRoute> = FullAnswer<R>['body'];
