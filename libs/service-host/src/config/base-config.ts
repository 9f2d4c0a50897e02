import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const secret = z.string().min(16);

/** What every service takes from its environment. Secrets have no default: they are generated at the first start. */
export const baseConfig = {
  PORT: port.default(0).describe('Port to listen on; 0 takes any free one'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  INSTANCE_ID: z.string().max(100).optional().describe('Name of this process; <service>-<pid> when unset'),
  SERVICE_VERSION: z.string().max(40).default('dev').describe('Version that status pages and metrics show'),
  SERVICE_KEY: secret.describe('Key of the tokens that services show to each other'),
  PUBLIC_URL: z.url().default('http://localhost:8080').describe('Address of the shop as customers type it'),
  OPERATIONS_URL: z.url().optional().describe('Where heartbeats go; none are sent when unset'),
  SHUTDOWN_GRACE_MS: z.coerce.number().int().min(0).default(3000).describe('How long a stopping process still serves'),
};

/** Add it when the service owns a database. */
export const databaseConfig = {
  DATABASE_HOSTS: z.string().min(1).describe('host:port of primary and replica, comma-separated, in any order'),
  DATABASE_NAME: z.string().min(1).describe('Database of this service'),
  DATABASE_USER: z.string().min(1).describe('Role of this service'),
  DATABASE_PASSWORD: z.string().min(1).describe('Password of the role'),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(100).default(10).describe('Connections to the writer'),
};

/** Add it when the service reads who is asking. */
export const sessionConfig = {
  SESSION_KEY: secret.describe('Key of x-session, which the gateway signs'),
};

/** Add `peerConfig('inventory')` for each service that is called. */
export function peerConfig<const Name extends string>(...names: Name[]) {
  const shape = Object.fromEntries(
    names.map((name) => [`${name.toUpperCase()}_URL`, z.url().describe(`Address of ${name}`)]),
  );
  return shape as { [N in Name as `${Uppercase<N>}_URL`]: z.ZodURL };
}

const Base = z.object(baseConfig);
const WithDatabase = z.object(databaseConfig);
export type BaseConfig = z.infer<typeof Base>;
export type DatabaseConfig = z.infer<typeof WithDatabase>;
