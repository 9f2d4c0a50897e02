export { freePort } from '@breakwater/local-stack';
export * from './eventually.js';
export * from './postgres.js';
export * from './redis.js';
