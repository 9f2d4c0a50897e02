import { testPostgres, type TestDatabase } from './postgres.js';
import { testRedis } from './redis.js';

/** Keys of test services; a test that makes tokens of its own uses the same. */
export const TEST_SERVICE_KEY = 'test-service-key-0123456789';
export const TEST_SESSION_KEY = 'test-session-key-0123456789';

/** An environment for a service under test: a new empty database on the test pair, the test Redis, any free port. */
export async function serviceEnvironment(name: string): Promise<NodeJS.ProcessEnv> {
  const postgres = await testPostgres();
  const { url } = await testRedis();
  return { ...databaseEnvironment(postgres.hosts, await postgres.createDatabase(name)), ...keys(), ...redis(url) };
}

/** The DATABASE_ variables of a service. */
export function databaseEnvironment(hosts: string, { database, user, password }: TestDatabase): NodeJS.ProcessEnv {
  return { DATABASE_HOSTS: hosts, DATABASE_NAME: database, DATABASE_USER: user, DATABASE_PASSWORD: password };
}

function keys(): NodeJS.ProcessEnv {
  return { SERVICE_KEY: TEST_SERVICE_KEY, SESSION_KEY: TEST_SESSION_KEY, PORT: '0', SHUTDOWN_GRACE_MS: '0' };
}

function redis(url: string): NodeJS.ProcessEnv {
  return { REDIS_CACHE_URL: url, REDIS_QUEUE_URL: url };
}
