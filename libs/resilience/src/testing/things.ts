import { randomInt } from 'node:crypto';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterEach } from '@jest/globals';
import { z } from 'zod';
import { createServiceClient, type ServiceClient, type ServiceClientOptions } from '../client/service-client.js';

const Thing = z.strictObject({ id: z.string(), count: z.int() });
export const getThing = {
  method: 'GET',
  path: '/things/:id',
  params: z.strictObject({ id: z.string() }),
  query: z.strictObject({ refresh: z.enum(['true', 'false']).default('false') }),
  responses: { 200: Thing },
  errors: ['thing.provider.unavailable'],
} as const;
export const postThing = {
  method: 'POST',
  path: '/things',
  body: z.strictObject({ count: z.int() }),
  responses: { 201: Thing, 202: z.strictObject({ later: z.boolean() }) },
} as const;
export const moveThing = {
  method: 'POST',
  path: '/moves',
  responses: { 204: z.undefined() },
  idempotent: true,
} as const;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

export async function listen(server: Server | TcpServer, port = 0): Promise<string> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  closing.push(() => stop(server));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
function stop(server: Server | TcpServer): Promise<void> {
  if ('closeAllConnections' in server) server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
export const serve = (listener: RequestListener): Promise<string> => listen(createServer(listener));
/** Answers every connection's first bytes with `bytes`, then ends it, politely or by a reset. */
export const serveBytes = (bytes: string, end: 'end' | 'resetAndDestroy'): Promise<string> =>
  listen(
    createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.write(bytes, () => socket[end]()));
    }),
  );
/** Nobody listens there. Below the ports of outgoing connections, so that none of them takes it meanwhile. */
export async function freeAddress(): Promise<string> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await stop(server);
    return `http://127.0.0.1:${port}`;
  }
}

export function clientOf(baseUrl: string, options: Partial<ServiceClientOptions> = {}): ServiceClient {
  const client = createServiceClient({ target: 'things', baseUrl, token: () => 'token-1', ...options });
  closing.push(() => client.close());
  return client;
}
export const refusing = (options: Partial<ServiceClientOptions> = {}): Promise<ServiceClient> =>
  freeAddress().then((address) => clientOf(address, options));
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
export const thing = { id: 'a', count: 1 };
export const ask = (client: ServiceClient): Promise<unknown> => client.call(getThing, { params: { id: 'a' } });
