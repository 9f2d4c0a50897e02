export type { MigrationInterface, QueryRunner } from 'typeorm';
export type { Migration } from './connections.js';
export * from './database.js';
export { errorCode, isUniqueViolation } from './errors.js';
export * from './host-address.js';
export * from './idempotency.js';
export * from './idempotency-migration.js';
export type { Sql } from './sql.js';
export type { TransactionOptions } from './transaction.js';
