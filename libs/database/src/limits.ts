/** Every wait that this library can be in has a bound. Milliseconds. */
export const LIMITS = {
  /** Reaching a host, and one look of the monitor at it. */
  connectMs: 500,
  /** Waiting for a pooled connection, and for a primary during a failover. */
  acquireMs: 2_000,
  /** One statement, cancelled by the server. */
  statementMs: 5_000,
  /** One statement, given up by us; later than the server's bound, so that only a hung server meets it. */
  queryMs: 5_500,
  /** Waiting for a row lock. */
  lockMs: 2_000,
  /** A transaction that does nothing; the server ends it. */
  idleInTransactionMs: 10_000,
  /** A statement of a migration. */
  migrationStatementMs: 120_000,
  /** The monitor looks at every host this often. */
  monitorEveryMs: 500,
  /** A replica that is further behind than this is not read from. */
  maxStaleMs: 5_000,
} as const;
