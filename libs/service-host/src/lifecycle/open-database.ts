import { Database, type Migration } from '@breakwater/database';
import type { Logger } from '@breakwater/telemetry';
import type { BaseConfig, DatabaseConfig } from '../config/base-config.js';

const RETRY_MS = 500;
const GIVE_UP_AFTER_MS = 60_000;

/** Opens and migrates the database. Waits for one that is not up yet, for a minute: services and database may start together. */
export async function openDatabase(
  config: BaseConfig & DatabaseConfig,
  migrations: readonly Migration[],
  instance: string,
  log: Logger,
): Promise<Database> {
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    try {
      return await openOnce(config, migrations, instance);
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      log.warn({ err: error }, 'database is not ready, trying again');
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function openOnce(
  config: BaseConfig & DatabaseConfig,
  migrations: readonly Migration[],
  applicationName: string,
): Promise<Database> {
  const database = await Database.open({
    hosts: config.DATABASE_HOSTS,
    database: config.DATABASE_NAME,
    user: config.DATABASE_USER,
    password: config.DATABASE_PASSWORD,
    poolSize: config.DATABASE_POOL_SIZE,
    migrations: [...migrations],
    applicationName,
  });
  try {
    await database.migrate();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
