import { queryOnce } from './connection.js';
import { addressOf, type PostgresNode, type PostgresSettings } from './node.js';

/** Whether a replica receives what its primary writes, right now. */
export async function isStreaming(replica: PostgresNode, settings: PostgresSettings): Promise<boolean> {
  const rows = await queryOnce(
    addressOf(replica, settings),
    `SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming'`,
    1000,
  );
  return rows.length > 0;
}
