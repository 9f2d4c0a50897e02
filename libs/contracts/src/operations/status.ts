import { z } from 'zod';
import { Timestamp } from '../shared/primitives.js';

const Health = z.enum(['up', 'degraded', 'down']);

export const InstanceStatus = z
  .object({
    service: z.string(),
    instance: z.string(),
    version: z.string(),
    health: Health,
    uptimeSeconds: z.number(),
    eventLoopLagMs: z.number().nullable(),
    detail: z.string(),
  })
  .meta({ id: 'InstanceStatus' });

/** One page that says how everything is. A part that could not be read is `down` and says why; the page always answers. */
export const SystemStatus = z
  .object({
    at: Timestamp,
    health: Health,
    instances: z.array(InstanceStatus),
    postgres: z.array(
      z.object({
        role: z.enum(['primary', 'replica', 'unknown']),
        address: z.string(),
        health: Health,
        lagBytes: z.int().nullable(),
        lagSeconds: z.number().nullable(),
        detail: z.string(),
      }),
    ),
    redis: z.array(
      z.object({
        role: z.enum(['cache', 'queue']),
        health: Health,
        usedMemoryBytes: z.int().nullable(),
        detail: z.string(),
      }),
    ),
    queues: z.array(
      z.object({ name: z.string(), waiting: z.int(), active: z.int(), delayed: z.int(), failed: z.int() }),
    ),
    outboxes: z.array(z.object({ service: z.string(), pending: z.int(), oldestSeconds: z.number() })),
    provider: z.object({ health: Health, detail: z.string() }),
  })
  .meta({ id: 'SystemStatus' });
export type SystemStatus = z.infer<typeof SystemStatus>;

/** Needs the operator role. */
export const getStatus = { method: 'GET', path: '/operations/status', responses: { 200: SystemStatus } } as const;

/** Each instance tells operations that it lives, every 2 s; silent for 6 s is `down`, stopped in order is forgotten. */
export const heartbeat = {
  method: 'PUT',
  path: '/internal/instances/:instance',
  params: z.strictObject({ instance: z.string().min(1).max(100) }),
  body: z.strictObject({
    service: z.string().max(40),
    version: z.string().max(40),
    state: z.enum(['starting', 'ready', 'degraded', 'draining', 'stopped']),
    uptimeSeconds: z.number().min(0),
    eventLoopLagMs: z.number().min(0),
    outbox: z.object({ pending: z.int().min(0), oldestSeconds: z.number().min(0) }).nullable(),
    detail: z.string().max(500),
  }),
  responses: { 204: z.undefined() },
} as const;
