import fc from 'fast-check';
import { type Document, resolve, type Schema } from './document.js';

/** Values that mean something to this shop, by the name of the property or parameter; used most of the time. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

const LONGEST_TEXT = 40;
const MOST_ITEMS = 4;
const STRAY_KNOWN = 3;

/** Values that a schema allows, among them those that are known to lead somewhere. */
export function validValues(document: Document, given: Schema, known: Known, name = ''): fc.Arbitrary<unknown> {
  const schema = resolve(document, given);
  const generated = generate(document, schema, known);
  // One name may be a list here (in a body) and a text with commas there (in a query).
  const values = (known[name] ?? []).filter((value) => Array.isArray(value) === (schema.type === 'array'));
  if (values.length === 0) return generated;
  return fc.oneof({ weight: STRAY_KNOWN, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: generated });
}

function generate(document: Document, schema: Schema, known: Known): fc.Arbitrary<unknown> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => validValues(document, one, known)));
  // A schema with a name, said to be a parameter's with something added to it (a description, say).
  if (schema.allOf?.length === 1) return validValues(document, schema.allOf[0] as Schema, known);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const [type] = [schema.type].flat();
  switch (type) {
    case 'object':
      return object(document, schema, known);
    case 'array': {
      const { items = {}, minItems = 0, maxItems = MOST_ITEMS } = schema;
      const maxLength = Math.min(maxItems, minItems + MOST_ITEMS);
      return fc.array(validValues(document, items, known), { minLength: minItems, maxLength });
    }
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'string':
      return text(schema);
    default:
      throw new Error(`no generator for ${JSON.stringify(schema)}`);
  }
}

function object(document: Document, schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const properties = Object.entries(schema.properties ?? {});
  const arbitraries = properties.map(([name, inner]) => [name, validValues(document, inner, known, name)]);
  return fc.record(Object.fromEntries(arbitraries) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: [...(schema.required ?? [])],
    noNullPrototype: true,
  });
}

const YEAR_2020 = Date.UTC(2020);
const moments = fc.integer({ min: 0, max: 3e11 }).map((ms) => new Date(YEAR_2020 + ms).toISOString());

function text({ format, pattern, minLength = 0, maxLength = LONGEST_TEXT }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'email') return fc.stringMatching(/^[a-z]{1,20}\.[a-z0-9]{8}@[a-z]{1,10}\.example$/);
  if (format === 'date-time') return moments;
  if (format === 'date') return moments.map((moment) => moment.slice(0, 10));
  const expression = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  // Of classes such as \p{Cc} the generator knows nothing; all else it can work backwards.
  const words = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, minLength + LONGEST_TEXT) });
  const backwards = expression !== undefined && !expression.source.includes('\\p') && !expression.source.includes('(?');
  const values = backwards ? fc.stringMatching(expression) : words;
  return values.filter(
    (value) => value.length >= minLength && value.length <= maxLength && (expression?.test(value) ?? true),
  );
}
