import { setTimeout as pause } from 'node:timers/promises';
import type { Connections } from './connections.js';
import { asFault, commitUnknown, errorCode, originalOf, troubleOf } from './errors.js';
import type { Session } from './session.js';
import type { Sql } from './sql.js';

export interface TransactionOptions {
  /** How often the work is run again after a serialization failure, a deadlock or a connection lost before COMMIT. */
  readonly retries?: number;
}

/** Thrown inside, to leave the connection with a reason to run the work again. */
class RunAgain {
  constructor(readonly reason: unknown) {}
}

/**
 * Runs `work` in one transaction (READ COMMITTED) and commits. `work` may run several times, so it does nothing but SQL.
 * @throws `database.commit.unknown` when the connection broke during COMMIT: only a look at the data tells what happened.
 */
export async function inTransaction<T>(
  connections: Connections,
  work: (tx: Sql) => Promise<T>,
  { retries = 3 }: TransactionOptions,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await connections.use((session) => runOnce(session, work));
    } catch (error) {
      if (!(error instanceof RunAgain)) throw error;
      if (attempt >= retries) throw error.reason;
      await pause(Math.random() * 20 * 2 ** attempt);
    }
  }
}

async function runOnce<T>(session: Session, work: (tx: Sql) => Promise<T>): Promise<T> {
  let result: T;
  try {
    await session.query('BEGIN');
    // A plain object, so that the work cannot reach the connection behind it.
    result = await work({ query: (sql, params) => session.query(sql, params) });
  } catch (error) {
    const again = session.trouble === 'lost' || session.trouble === 'contended';
    if (session.trouble !== 'lost') await session.query('ROLLBACK').catch(() => undefined);
    // A refusal by the work itself stands, whatever happened to the connection.
    throw again && troubleOf(originalOf(error)) !== 'none' ? new RunAgain(error) : error;
  }
  await commit(session);
  return result;
}

async function commit(session: Session): Promise<void> {
  session.client.commitUnconfirmed = false;
  let done: string;
  try {
    done = await session.commit();
  } catch (error) {
    if (session.trouble === 'contended') throw new RunAgain(asFault(error));
    const rejected = session.trouble === 'none' && errorCode(error) !== undefined;
    throw rejected ? error : commitUnknown(error);
  }
  if (done !== 'COMMIT') throw new Error('the transaction had failed before its end; an error in it was swallowed');
  if (session.client.commitUnconfirmed) throw commitUnknown('not confirmed by the synchronous standby');
}
