import { z } from 'zod';
import { invalidRequest, type StripeFault } from '../domain/stripe-fault.js';
import type { FormObject } from './form.js';

/** Schemas of single parameters as they come in a form: everything is text, and an empty text unsets. */
export const param = {
  text: (max = 5000) => z.string().max(max),
  integer: () =>
    z
      .string()
      .regex(/^-?\d{1,15}$/, 'integer')
      .transform(Number),
  boolean: () => z.enum(['true', 'false'], 'boolean').transform((value) => value === 'true'),
  metadata: () => z.record(z.string().max(40), z.string().max(500)),
  created: () => z.union([param.integer(), z.partialRecord(z.enum(['gt', 'gte', 'lt', 'lte']), param.integer())]),
};

/** For requests that take no parameters but `expand`. */
export const noParams = {};

const expand = { expand: z.array(z.string().max(200)).max(20).optional() };

/** Reads parameters; throws the provider's refusal of the first that does not fit. */
export function readParams<Shape extends z.ZodRawShape>(shape: Shape, form: FormObject): z.infer<z.ZodObject<Shape>> {
  const result = schemaOf(shape).safeParse(form);
  if (result.success) return result.data as z.infer<z.ZodObject<Shape>>;
  throw refusal(result.error.issues[0], form);
}

const schemas = new WeakMap<z.ZodRawShape, z.ZodType>();

// Building a schema costs more than reading with it.
function schemaOf(shape: z.ZodRawShape): z.ZodType {
  const known = schemas.get(shape);
  if (known !== undefined) return known;
  const schema = z.strictObject({ ...shape, ...expand });
  schemas.set(shape, schema);
  return schema;
}

type Issue = z.core.$ZodIssue;

function refusal(issue: Issue | undefined, form: FormObject): StripeFault {
  if (issue?.code === 'unrecognized_keys') {
    const name = bracketed([...issue.path, issue.keys[0] ?? '']);
    return invalidRequest(`Received unknown parameter: ${name}`, { code: 'parameter_unknown', param: name });
  }
  const name = bracketed(issue?.path ?? []);
  const given = valueAt(issue?.path ?? [], form);
  if (given === undefined) {
    return invalidRequest(`Missing required param: ${name}.`, { code: 'parameter_missing', param: name });
  }
  if (given === '') {
    return invalidRequest(`You passed an empty string for '${name}'.`, {
      code: 'parameter_invalid_empty',
      param: name,
    });
  }
  if (issue?.message === 'integer') {
    const code = 'parameter_invalid_integer';
    return invalidRequest(`Invalid integer: ${shown(given)}`, { code, param: name });
  }
  if (issue?.code === 'invalid_value') {
    const allowed = issue.values.map(String).join(', ');
    return invalidRequest(`Invalid ${name}: must be one of ${allowed}`, {
      code: 'parameter_invalid_enum',
      param: name,
    });
  }
  return invalidRequest(`Invalid ${name}: ${issue?.message ?? 'not understood'}`, {
    code: 'parameter_invalid_value',
    param: name,
  });
}

function bracketed(path: readonly PropertyKey[]): string {
  return path.map((step, index) => (index === 0 ? String(step) : `[${String(step)}]`)).join('');
}

function valueAt(path: readonly PropertyKey[], form: FormObject): unknown {
  let value: unknown = form;
  for (const step of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
  return value;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 100) : typeof value;
}

/** The provider's way with metadata: given keys are merged, an empty text deletes one, `metadata=` deletes all. */
export function mergeMetadata(
  before: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>> | '' | undefined,
): Record<string, string> {
  if (given === undefined) return { ...before };
  if (given === '') return {};
  return Object.fromEntries(Object.entries({ ...before, ...given }).filter(([, value]) => value !== ''));
}
