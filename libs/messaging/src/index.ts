export type { Envelope, OutgoingEvent } from './envelope.js';
export * from './inbox.js';
export type { RelayLogger } from './lane.js';
export * from './messaging-migration.js';
export * from './outbox-relay.js';
export type { OutboxStats } from './outbox-store.js';
export * from './publish.js';
export * from './sweeper.js';
export * from './wakeups.js';
