import { randomUUID } from 'node:crypto';
import { Fault, type Clock } from '@breakwater/kernel';
import type { Database } from './database.js';

export interface IdempotentRequest {
  /** What the key belongs to, such as the route and the customer: the same key elsewhere is another key. */
  readonly scope: string;
  readonly key: string;
  /** Of everything that the outcome depends on. */
  readonly requestHash: string;
  readonly clock: Clock;
  /** After this a request without an answer counts as crashed, and the next one takes its place. Default 30 s. */
  readonly takeOverAfterMs?: number;
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** 1 at first; more when an earlier run of the same key crashed or threw, and may have done its work in part. */
export interface Run {
  readonly attempt: number;
}

interface Row<Body> {
  readonly request_hash: string;
  readonly status: number | null;
  readonly body: Body;
}

/**
 * Runs `work` once for a key and gives every repeat the stored answer, status and body. A `work` that throws stores
 * nothing and the next call runs it again, as after a crash: it must find out what its earlier run has done.
 * A refusal that shall be final is returned, not thrown.
 * @throws `idempotency.key.reused` for another request with the same key, `idempotency.key.in_progress` while it runs.
 */
export async function idempotent<Body>(
  db: Database,
  request: IdempotentRequest,
  work: (run: Run) => Promise<Answer<Body>>,
): Promise<Answer<Body> & { readonly replayed: boolean }> {
  const owner = randomUUID();
  const attempt = await claim(db, request, owner);
  if (attempt === undefined) return await replay<Body>(db, request);
  let answer: Answer<Body>;
  try {
    answer = await work({ attempt });
  } catch (error) {
    // If this fails too, the row is taken over after its bound.
    await release(db, request, owner).catch(() => undefined);
    throw error;
  }
  if (await complete(db, request, owner, answer)) return { ...answer, replayed: false };
  // Taken over meanwhile by a second run: its answer is the one that everybody gets.
  return await replay<Body>(db, request);
}

/** Deletes keys older than that, `limit` at a time; returns how many. Call it from a sweeper. */
export async function forgetIdempotencyKeys(
  db: Database,
  { olderThanMs, clock, limit = 1_000 }: { olderThanMs: number; clock: Clock; limit?: number },
): Promise<number> {
  const gone = await db.writer.query(
    `DELETE FROM idempotency_key WHERE (scope, key) IN (
       SELECT scope, key FROM idempotency_key WHERE created_at < $1 ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING 1`,
    [new Date(clock.now() - olderThanMs), limit],
  );
  return gone.length;
}

/** The number of the run when the key is ours to run. Insert and take-over are one statement, so one caller wins. */
async function claim(db: Database, request: IdempotentRequest, owner: string): Promise<number | undefined> {
  const now = request.clock.now();
  const [row] = await db.writer.query<{ attempt: number }>(
    `INSERT INTO idempotency_key AS k (scope, key, request_hash, owner, created_at, locked_until)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (scope, key) DO UPDATE
       SET owner = excluded.owner, locked_until = excluded.locked_until, attempt = k.attempt + 1
       WHERE k.completed_at IS NULL AND k.request_hash = excluded.request_hash AND k.locked_until <= $5
     RETURNING attempt`,
    [
      request.scope,
      request.key,
      request.requestHash,
      owner,
      new Date(now),
      new Date(now + (request.takeOverAfterMs ?? 30_000)),
    ],
  );
  return row?.attempt;
}

async function replay<Body>(db: Database, request: IdempotentRequest): Promise<Answer<Body> & { replayed: boolean }> {
  const [row] = await db.writer.query<Row<Body>>(
    'SELECT request_hash, status, body FROM idempotency_key WHERE scope = $1 AND key = $2',
    [request.scope, request.key],
  );
  if (row && row.request_hash !== request.requestHash) {
    throw new Fault('unprocessable', 'idempotency.key.reused', 'the key came with another request before', {
      publicMessage: 'This Idempotency-Key was used for another request.',
    });
  }
  if (row?.status === null || row?.status === undefined) {
    throw new Fault('conflict', 'idempotency.key.in_progress', 'the first request with this key is still running', {
      publicMessage: 'The same request is being processed.',
      retryAfterSeconds: 1,
    });
  }
  return { status: row.status, body: row.body, replayed: true };
}

async function complete(db: Database, request: IdempotentRequest, owner: string, answer: Answer<unknown>) {
  const done = await db.writer.query(
    `UPDATE idempotency_key SET status = $4, body = $5, completed_at = $6
     WHERE scope = $1 AND key = $2 AND owner = $3 AND completed_at IS NULL RETURNING 1`,
    [
      request.scope,
      request.key,
      owner,
      answer.status,
      JSON.stringify(answer.body ?? null),
      new Date(request.clock.now()),
    ],
  );
  return done.length === 1;
}

async function release(db: Database, request: IdempotentRequest, owner: string): Promise<void> {
  await db.writer.query(
    `UPDATE idempotency_key SET locked_until = $4
     WHERE scope = $1 AND key = $2 AND owner = $3 AND completed_at IS NULL`,
    [request.scope, request.key, owner, new Date(request.clock.now())],
  );
}
