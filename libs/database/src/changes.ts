/** Where to go on in a table that is read in the order of its changes: a time in microseconds, and a uuid beside it. */
export interface ChangePosition {
  readonly micros: number;
  readonly key: string;
}

const NIL = '00000000-0000-0000-0000-000000000000';

/** The position behind a cursor such as `1767225600000000_<uuid>`; without one, the beginning of `from`. */
export function positionAfter({ from, after }: { from: string; after?: string | undefined }): ChangePosition {
  const [micros, key] = after?.split('_') ?? [];
  if (micros === undefined || key === undefined) return { micros: Date.parse(from) * 1000, key: NIL };
  return { micros: Number(micros), key };
}

/** SQL: the moment of the position whose microseconds are in that parameter, exactly. */
export function momentOf(parameter: string): string {
  return `(timestamptz 'epoch' + ${parameter}::bigint * interval '1 microsecond')`;
}

/** SQL: the cursor of a row, from its time and its uuid. */
export function cursorOf(time: string, key: string): string {
  return `(extract(epoch FROM ${time}) * 1000000)::bigint || '_' || ${key}`;
}
