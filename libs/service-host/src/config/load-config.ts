import { Fault } from '@breakwater/kernel';
import type { z } from 'zod';

/**
 * Reads a service's configuration from the environment. Empty strings count as unset.
 * Throws `config.environment.invalid` that names every fault at once, never a value.
 */
export function loadConfig<Schema extends z.ZodObject>(schema: Schema, env: NodeJS.ProcessEnv): z.infer<Schema> {
  const known = Object.keys(schema.shape);
  const given = Object.fromEntries(known.map((key) => [key, env[key] === '' ? undefined : env[key]]));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Fault(
    'invalid',
    'config.environment.invalid',
    `environment is not fit to start:\n  ${faults.join('\n  ')}`,
  );
}
