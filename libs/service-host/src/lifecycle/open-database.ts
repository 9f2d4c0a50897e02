import { Database, type Migration } from '@breakwater/database';
import type { BaseConfig, DatabaseConfig } from '../config/base-config.js';

/** Opens and migrates the database. Throws when there is none to be had. */
export async function openDatabase(
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
