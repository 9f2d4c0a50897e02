import type { FastifyReply, FastifyRequest } from 'fastify';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Resets the connection: the caller sees ECONNRESET. */
export function resetConnection(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  request.raw.socket.resetAndDestroy();
}

/** Answers nothing until `ms` have passed, the caller has left or `released` aborts; then the connection is closed. */
export async function holdConnection(
  request: FastifyRequest,
  reply: FastifyReply,
  ms: number,
  released: AbortSignal,
): Promise<void> {
  reply.hijack();
  const { socket } = request.raw;
  const done = new AbortController();
  const { signal } = done;
  const left = socket.destroyed ? Promise.resolve() : once(socket, 'close', { signal });
  const freed = released.aborted ? Promise.resolve() : once(released, 'abort', { signal });
  await Promise.race([left, freed, delay(ms, undefined, { signal })]);
  done.abort();
  await Promise.allSettled([left, freed]);
  socket.destroy();
}
