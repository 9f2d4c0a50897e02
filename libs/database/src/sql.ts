/** Something that runs SQL: the writer, the reader, or one transaction. */
export interface Sql {
  /**
   * Runs one statement and returns its rows (those of RETURNING for a write).
   * Values go into `params` as `$1`, `$2`, never into the text. bigint columns come back as numbers when they are safe
   * integers and as text otherwise; numeric stays text, timestamps are Dates.
   * @throws the faults of errors.ts, or pg's own DatabaseError (`code` is the SQLSTATE) for what the statement did wrong.
   */
  query<T>(sql: string, params?: readonly unknown[]): Promise<T[]>;
}
