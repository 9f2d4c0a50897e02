import { timed } from '@breakwater/telemetry';

const MAX_TEXT = 300;

/** `SELECT orders` of a statement: short, and the same for every value. */
export function statementName(sql: string): string {
  const verb = /^\s*(?<verb>[a-z]+)/i.exec(sql)?.groups?.['verb']?.toUpperCase() ?? 'SQL';
  const table = /\b(?:from|into|update)\s+"?(?<table>[a-z_][a-z0-9_.]*)/i.exec(sql)?.groups?.['table'];
  return table ? `${verb} ${table}` : verb;
}

/** Runs one statement in a client span, and warns when it took over a second. The text holds no values: those are parameters. */
export async function observed<T>(sql: string, database: string, run: () => Promise<T>): Promise<T> {
  const text = sql.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_TEXT);
  const attributes = { 'db.system.name': 'postgresql', 'db.namespace': database, 'db.query.text': text };
  return await timed(statementName(sql), attributes, run);
}
