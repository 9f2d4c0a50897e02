import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('@breakwater/database');

/** `SELECT orders` of a statement: short, and the same for every value. */
export function statementName(sql: string): string {
  const verb = /^\s*(?:\/\*.*?\*\/\s*)?(?<verb>[a-z]+)/i.exec(sql)?.groups?.['verb']?.toUpperCase() ?? 'SQL';
  const table = /\b(?:from|into|update)\s+"?(?<table>[a-z_][a-z0-9_.]*)/i.exec(sql)?.groups?.['table'];
  return table ? `${verb} ${table}` : verb;
}

/** Runs one statement in a span of its own, when there is a trace to belong to. */
export async function observed<T>(sql: string, database: string, run: () => Promise<T>): Promise<T> {
  if (!trace.getActiveSpan()) return run();
  const attributes = { 'db.system.name': 'postgresql', 'db.namespace': database, 'db.query.text': sql };
  return tracer.startActiveSpan(statementName(sql), { kind: SpanKind.CLIENT, attributes }, async (span) => {
    try {
      return await run();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
