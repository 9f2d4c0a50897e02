import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '@breakwater/kernel';
import { MigrationExecutor } from 'typeorm';
import type { Connections } from './connections.js';
import { originalOf, troubleOf } from './errors.js';
import type { Session } from './session.js';

// One number for every service: each has its own database, and advisory locks are per database.
const LOCK = 7_264_711_001;

/**
 * Applies what is missing, each migration in its own transaction, one instance at a time. Waits up to `waitMs` for a
 * primary and for the other instances.
 */
export async function migrate(connections: Connections, waitMs: number): Promise<void> {
  const giveUpAt = performance.now() + waitMs;
  for (;;) {
    try {
      return await connections.use((session) => runLocked(connections, session, giveUpAt));
    } catch (error) {
      const trouble = troubleOf(originalOf(error));
      if (trouble === 'none' || performance.now() > giveUpAt) throw error;
      await pause(200 + Math.random() * 200);
    }
  }
}

async function runLocked(connections: Connections, session: Session, giveUpAt: number): Promise<void> {
  // Polled: a session that waits inside pg_advisory_lock holds a snapshot, and CREATE INDEX CONCURRENTLY would wait for it.
  while (!(await tryLock(session))) {
    if (performance.now() > giveUpAt) {
      throw new Fault('unavailable', 'database.migration.locked', 'another instance has been migrating for too long');
    }
    await pause(50 + Math.random() * 100);
  }
  try {
    // On the connection that holds the lock: when it breaks, both end.
    const executor = new MigrationExecutor(await connections.dataSource(), session.runner);
    executor.transaction = 'each';
    await executor.executePendingMigrations();
  } finally {
    await session.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
  }
}

async function tryLock(session: Session): Promise<boolean> {
  const [row] = await session.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [LOCK]);
  return row?.got === true;
}
