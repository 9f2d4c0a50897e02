import { z } from 'zod';
import { Timestamp, Uuid } from './primitives.js';

/** What travels from a producer's outbox to a consumer's inbox. `id` is unique for ever: the inbox drops repeats by it. */
export const EventEnvelope = z
  .object({
    id: Uuid,
    type: z.string().regex(/^[a-z]+(\.[a-z_]+)+$/),
    source: z.string().max(40),
    occurredAt: Timestamp,
    /** W3C trace context of the work that made the event. */
    traceparent: z.string().max(100).optional(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'EventEnvelope' });
export type EventEnvelope = z.infer<typeof EventEnvelope>;

/** Every service's inbox: POST /internal/inbox, 204 when the event is stored or was already there. */
export const receiveEvent = {
  method: 'POST',
  path: '/internal/inbox',
  body: EventEnvelope,
  responses: { 204: z.undefined() },
  idempotent: true,
} as const;
