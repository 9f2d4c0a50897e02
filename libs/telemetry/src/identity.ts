import { readFileSync } from 'node:fs';

export interface Identity {
  /** As in addresses and tokens: `order`. */
  readonly service: string;
  /** Unique among the processes of the service. */
  readonly instance: string;
  readonly version: string;
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
}

let known: Identity | undefined;

/** Who this process is: SERVICE_NAME, INSTANCE_ID, SERVICE_VERSION, else by the package.json of the working directory. */
export function identity(): Identity {
  known ??= identify(process.env, readManifest());
  return known;
}

export function identify(env: Readonly<Record<string, string | undefined>>, manifest: Manifest): Identity {
  const service = env['SERVICE_NAME'] || (manifest.name?.replace(/^@breakwater\//, '') ?? 'unnamed');
  return {
    service,
    instance: env['INSTANCE_ID'] || `${service}-${process.pid}`,
    version: env['SERVICE_VERSION'] || (manifest.version ?? 'dev'),
  };
}

function readManifest(): Manifest {
  try {
    return JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  } catch {
    return {};
  }
}
