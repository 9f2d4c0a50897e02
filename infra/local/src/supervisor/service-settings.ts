import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { readJson } from '../json-file.js';
import { workspaceRoot } from '../workspace.js';

/** What a person may set for every service, although no schema has it or the supervisor's own environment gives it. */
export const passedOn = [
  'LOG_LEVEL',
  'NODE_OPTIONS',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'SERVICE_VERSION',
] as const;

/** Given by whoever starts the stack, if at all: the service's own file is nearer. */
const nearer: readonly string[] = [...passedOn, 'PROVIDER_TIMEOUT_MS'];

export interface ServiceSettings {
  /** What can be used of the file. */
  readonly values: Readonly<Record<string, string>>;
  /** Each with the file's name: lines that are none, names that this service does not know or that are not to be set. */
  readonly problems: readonly string[];
}

/**
 * Reads `<folder>/<service>.env`, if it is there. `given` is what the service gets from the stack: addresses and secrets
 * of its parts, in which nobody else has a say.
 */
export function readSettings(
  folder: string,
  service: string,
  given: Readonly<Record<string, string>>,
): ServiceSettings {
  const file = join(folder, `${service}.env`);
  const text = contents(file);
  if (typeof text !== 'string') return { values: {}, problems: text === undefined ? [] : [`${file}: ${text.message}`] };
  const known = [...passedOn, ...(variables()[service] ?? [])];
  const values: Record<string, string> = {};
  const problems = linesThatAreNone(text);
  for (const [name, value = ''] of Object.entries(parseEnv(text))) {
    const isOurs = name in given && !nearer.includes(name);
    if (!known.includes(name)) problems.push(`${service} knows no ${name} (docs/configuration.md has what it knows)`);
    else if (isOurs) problems.push(`${name} is set by the stack itself`);
    else values[name] = value;
  }
  return { values, problems: problems.map((problem) => `${file}: ${problem}`) };
}

function contents(file: string): string | Error | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : (error as Error);
  }
}

/** The parser passes over them in silence. */
function linesThatAreNone(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const isOne = /^\s*(#.*)?$/.test(line) || /^\s*(export\s+)?[A-Za-z_]\w*\s*=/.test(line);
    return isOne ? [] : [`line ${index + 1} is not of the form NAME=value`];
  });
}

/** The names in each service's schema, written by tools/configuration.mjs. */
function variables(): Readonly<Record<string, readonly string[]>> {
  return (readJson(join(workspaceRoot, 'infra/local/service-variables.json')) ?? {}) as Record<string, string[]>;
}
