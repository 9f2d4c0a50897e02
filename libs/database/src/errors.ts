import { Fault, isFault } from '@breakwater/kernel';

/** What an error says about the connection that it came from. */
export type Trouble = 'lost' | 'timeout' | 'exhausted' | 'contended' | 'none';

const SOCKET = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
// 25006: a write reached a node that is (now) a replica. 57P0x: the server goes down or comes up. 53300: no slot left.
const LOST = /^(08...|25006|57P01|57P02|57P03|53300)$/;
const TIMEOUT = /^(57014|55P03|25P03)$/;
const CONTENDED = /^(40001|40P01)$/;
// pg's and TypeORM's own errors carry no code, only these words.
const LOST_TEXT =
  /Connection terminated|not queryable|timeout expired|Query read timeout|already released|Driver not Connected|after calling end/;

/** SQLSTATE or errno of an error, or of the error that caused it. */
export function errorCode(error: unknown): string | undefined {
  if (!isErrorLike(error)) return undefined;
  if (error.name !== 'Fault' && typeof error.code === 'string') return error.code;
  return errorCode(error.cause);
}

/** Not by instanceof: the runtime's own errors are of another realm where a test runner isolates its files. */
export function isErrorLike(error: unknown): error is Error & { code?: unknown; constraint?: unknown } {
  return typeof error === 'object' && error !== null && 'message' in error && 'name' in error;
}

export function troubleOf(error: unknown): Trouble {
  const code = errorCode(error);
  if (code !== undefined) {
    if (CONTENDED.test(code)) return 'contended';
    if (TIMEOUT.test(code)) return 'timeout';
    if (SOCKET.test(code) || LOST.test(code)) return 'lost';
  }
  const message = isErrorLike(error) ? error.message : '';
  if (message.includes('timeout exceeded when trying to connect')) return 'exhausted';
  return LOST_TEXT.test(message) ? 'lost' : 'none';
}

/** The Fault for a database error; an error that is the statement's own (a unique violation, say) comes back as it is. */
export function asFault(error: unknown, trouble: Trouble = troubleOf(error)): unknown {
  if (isFault(error)) return error;
  const text = isErrorLike(error) ? error.message : String(error);
  switch (trouble) {
    case 'lost':
      // A client-side time-out means that the server did not even cancel the statement: the caller learns "too slow".
      if (text.includes('Query read timeout')) return timeout(text, error);
      return unavailable('database.writer.unavailable', text, error);
    case 'exhausted':
      return unavailable('database.pool.exhausted', 'no free connection', error);
    case 'contended':
      return unavailable('database.transaction.contended', text, error);
    case 'timeout':
      return timeout(text, error);
    case 'none':
      return error;
  }
}

/** The database's own error behind a Fault. */
export function originalOf(error: unknown): unknown {
  return isFault(error) ? error.cause : error;
}

/** The connection broke while COMMIT was on its way: the transaction may stand or not. */
export function commitUnknown(cause: unknown): Fault {
  return unavailable('database.commit.unknown', 'the outcome of COMMIT is unknown', cause);
}

/** True for a violated unique index or constraint (of that name, when one is given). */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!isErrorLike(error) || errorCode(error) !== '23505') return false;
  return constraint === undefined || error.constraint === constraint;
}

function timeout(text: string, cause: unknown): Fault {
  return new Fault('timeout', 'database.query.timeout', text, { retryAfterSeconds: 1, cause });
}

function unavailable(code: string, text: string, cause: unknown): Fault {
  return new Fault('unavailable', code, text, { retryAfterSeconds: 1, cause });
}
