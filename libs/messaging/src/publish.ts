import type { Sql } from '@breakwater/database';
import type { Clock, IdSource } from '@breakwater/kernel';
import { injectContext, type Carrier } from '@breakwater/telemetry';
import type { OutgoingEvent } from './envelope.js';

/**
 * Records an event in the transaction that makes it true: both are committed or neither. Returns the event's id.
 * Call the relay's `wake` after the commit; without it the event leaves at the relay's next round.
 */
export async function publish(
  tx: Sql,
  event: OutgoingEvent,
  { ids, clock }: { readonly ids: IdSource; readonly clock: Clock },
): Promise<string> {
  const id = ids();
  const carrier: Carrier = injectContext({});
  await tx.query(
    `INSERT INTO outbox (id, destination, type, data, traceparent, occurred_at, next_attempt_at)
     VALUES ($1, $2, $3, $4, $5, $6, $6)`,
    [id, event.destination, event.type, JSON.stringify(event.data), carrier.traceparent ?? null, new Date(clock.now())],
  );
  return id;
}
