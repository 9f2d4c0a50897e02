import { receiveEvent } from '@breakwater/contracts';
import type { Database, Sql } from '@breakwater/database';
import type { Clock, IdSource } from '@breakwater/kernel';
import { OutboxRelay, publish } from '@breakwater/messaging';
import type { Logger } from '@breakwater/telemetry';
import type { Peers } from '../peers.js';

export interface NewEvent {
  readonly type: string;
  /** Name of the service whose inbox gets it. */
  readonly destination: string;
  readonly data: Record<string, unknown>;
}

/** Events out: written in the transaction that makes them true, carried to the consumer's inbox afterwards. */
export class Outbox {
  private readonly relay: OutboxRelay;

  constructor(
    database: Database,
    source: string,
    peers: Peers,
    private readonly ids: IdSource,
    private readonly clock: Clock,
    logger: Logger,
  ) {
    this.relay = new OutboxRelay({
      db: database,
      source,
      logger,
      deliver: async (destination, envelope) => {
        await peers.get(destination).call(receiveEvent, { body: envelope, retry: false });
      },
    });
  }

  async publish(tx: Sql, event: NewEvent): Promise<void> {
    await publish(tx, event, { ids: this.ids, clock: this.clock });
  }

  /** Call it after the commit, so that the event leaves now and not at the next sweep. */
  wake(): void {
    this.relay.wake();
  }

  start(): void {
    this.relay.start();
  }

  stop(): Promise<void> {
    return this.relay.stop();
  }

  stats(): Promise<{ pending: number; oldestSeconds: number }> {
    return this.relay.stats();
  }
}
