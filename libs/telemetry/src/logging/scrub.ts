import { scrubText } from './scrub-text.js';

/** Fields whose value never goes to a log, whatever it is. */
const SECRET_FIELD =
  /pass(word|wd|phrase)|secret|tokens?$|authorization|cookie|credential|signature$|(api|private|session|service|secret)[-_]?key|^x-session$|^(card|pan|cvc|cvv|security[-_]?code)$|card[-_]?(number|data)/i;

const MAX_DEPTH = 8;
/** A request or a socket logged by mistake must not stop the process. */
const MAX_NODES = 1000;

/** A copy that is fit for a log: no secrets, no card data, bounded in size, errors with their causes. */
export function scrub(value: unknown): unknown {
  return copy(value, 0, { left: MAX_NODES });
}

interface Budget {
  left: number;
}

function copy(value: unknown, depth: number, budget: Budget): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (typeof value === 'number') return scrubNumber(value);
  if (typeof value === 'bigint') return scrubText(value.toString());
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH || budget.left-- <= 0) return '[cut]';
  if (value instanceof Error) return copyError(value, depth, budget);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (value instanceof URL) return scrubText(value.href);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) return copyFields(value.entries(), depth, budget);
  if (value instanceof Set) return copy([...value], depth, budget);
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => copy(item, depth + 1, budget));
  return copyFields(Object.entries(value), depth, budget);
}

function copyFields(entries: Iterable<[unknown, unknown]>, depth: number, budget: Budget): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    const name = String(key);
    fields[name] = SECRET_FIELD.test(name) && value != null ? '[redacted]' : copy(value, depth + 1, budget);
  }
  return fields;
}

function copyError(error: Error, depth: number, budget: Budget): Record<string, unknown> {
  const own: [string, unknown][] = Object.entries(error);
  const parts: [string, unknown][] = [
    ['type', error.name],
    ['message', error.message],
    ['stack', error.stack],
    ...own.filter(([name]) => name !== 'name'),
  ];
  if (error.cause !== undefined) parts.push(['cause', error.cause]);
  if (error instanceof AggregateError) parts.push(['errors', error.errors]);
  return copyFields(parts, depth, budget);
}

function scrubNumber(value: number): number | string {
  return Number.isSafeInteger(value) && value > 1e12 ? sameOrText(value, scrubText(String(value))) : value;
}

function sameOrText(value: number, text: string): number | string {
  return text === String(value) ? value : text;
}
