export { freePort } from '@breakwater/local-stack';
export * from './eventually.js';
export * from './postgres.js';
export * from './redis.js';
export * from './scripted-peer.js';
export * from './service-environment.js';
export * from './service-process.js';
