import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from '@breakwater/database';

const LIMIT_MS = 3000;

/**
 * Waits until the reader shows a change of ours, so that no page is made from what it knew before and then cached. A replica
 * that is far behind or away is not waited for longer than 3 s.
 */
export async function untilReplicated(reader: Sql, sql: string, params: readonly unknown[] = []): Promise<void> {
  const giveUpAt = performance.now() + LIMIT_MS;
  while (performance.now() < giveUpAt) {
    const seen = await reader.query(sql, params).catch(() => []);
    if (seen.length > 0) return;
    await pause(20);
  }
}
