import { Client } from 'pg';

export interface PostgresAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** One statement, or several without parameters, over a connection of its own. */
export async function queryOnce(
  address: PostgresAddress,
  sql: string,
  timeoutMs = 10_000,
): Promise<Record<string, unknown>[]> {
  const client = new Client({ ...address, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows ?? [];
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
