import { resolve, type Document, type Parameter, type Schema } from './document.js';

export interface Change<T> {
  readonly what: string;
  readonly value: T;
}

const DEEP = Array.from({ length: 500 }).reduce<unknown>((inner) => [inner], 1);

const INSTEAD: readonly unknown[] = [null, true, -1, 0.5, 1e21, '', ' ', [], {}, DEEP].concat([
  'a\0b',
  'a\ud800b',
  'x'.repeat(20_000),
  "<b>'; DROP TABLE orders;--",
  '2020-02-30T00:00:00Z',
  'NaN',
]);

/** Every value that differs from this one in one place. Not all of them are wrong: the caller asks the schema. */
export function singleChanges(value: unknown, path = 'body'): Change<unknown>[] {
  const changes = INSTEAD.map((other) => ({ what: `${path} is ${show(other)}`, value: other }));
  if (typeof value !== 'object' || value === null) return changes;
  const rest = Array.isArray(value) ? inArray(value, path) : inObject(value as Record<string, unknown>, path);
  return [...changes, ...rest];
}

function inArray(items: readonly unknown[], path: string): Change<unknown>[] {
  return items.flatMap((item, index) =>
    singleChanges(item, `${path}.${index}`).map(({ what, value }) => ({ what, value: items.with(index, value) })),
  );
}

function inObject(record: Readonly<Record<string, unknown>>, path: string): Change<unknown>[] {
  const unknown: Change<unknown> = { what: `${path} has a field too many`, value: { ...record, surprise: 1 } };
  return [unknown].concat(
    Object.entries(record).flatMap(([name, inner]) => {
      const { [name]: _, ...without } = record;
      const changed = singleChanges(inner, `${path}.${name}`).map(({ what, value }) => ({
        what,
        value: { ...record, [name]: value },
      }));
      return [{ what: `${path} without ${name}`, value: without }, ...changed];
    }),
  );
}

const TEXTS = [
  '',
  ' ',
  'x',
  '-1',
  '0',
  '1.5',
  '1e999',
  'NaN',
  'null',
  '100000000000',
  "'; DROP TABLE orders;--",
  '$ne',
].concat([
  '<script>alert(1)</script>',
  'X'.repeat(150),
  'y'.repeat(20),
  '99999999-9999-9999-9999-99999999999z',
  'ÄÖ',
  'a,,b',
]);

/** Texts that a parameter of the address may not be. */
export function wrongTexts(document: Document, { in: where, schema }: Parameter): string[] {
  const resolved = resolve(document, schema);
  const texts = resolved.maxLength === undefined ? TEXTS : [...TEXTS, 'x'.repeat(resolved.maxLength + 1)];
  // Without a text between its slashes the address is another one.
  return texts.filter((text) => !fits(resolved, text) && !(where === 'path' && text.trim() === ''));
}

function fits({ type, pattern, minimum, maximum, minLength = 0, maxLength = Infinity, ...rest }: Schema, text: string) {
  if (rest.enum !== undefined) return rest.enum.includes(text);
  if (type === 'integer') {
    const number = Number(text);
    return Number.isInteger(number) && number >= (minimum ?? -Infinity) && number <= (maximum ?? Infinity);
  }
  const matches = pattern === undefined || new RegExp(pattern, 'u').test(text);
  return matches && text.length >= minLength && text.length <= maxLength;
}

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
