import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { currentDeadline, deadlineIn, withDeadline } from '../deadline.js';
import { createServiceClient, type ServiceClient, type ServiceClientOptions } from './service-client.js';
import { z } from 'zod';

const Thing = z.strictObject({ id: z.string(), count: z.int() });
const getThing = {
  method: 'GET',
  path: '/things/:id',
  params: z.strictObject({ id: z.string() }),
  query: z.strictObject({ refresh: z.enum(['true', 'false']).default('false') }),
  responses: { 200: Thing },
  errors: ['thing.provider.unavailable'],
} as const;
const postThing = {
  method: 'POST',
  path: '/things',
  body: z.strictObject({ count: z.int() }),
  responses: { 201: Thing, 202: z.strictObject({ later: z.boolean() }) },
} as const;
const moveThing = { method: 'POST', path: '/moves', responses: { 204: z.undefined() }, idempotent: true } as const;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function listen(server: Server | TcpServer, port = 0): Promise<string> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  closing.push(() => stop(server));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
function stop(server: Server | TcpServer): Promise<void> {
  if ('closeAllConnections' in server) server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
const serve = (listener: RequestListener): Promise<string> => listen(createServer(listener));
/** Answers every connection's first bytes with `bytes`, then ends it, politely or by a reset. */
const serveBytes = (bytes: string, end: 'end' | 'resetAndDestroy'): Promise<string> =>
  listen(
    createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.write(bytes, () => socket[end]()));
    }),
  );
async function freeAddress(): Promise<string> {
  const server = createServer();
  const address = await listen(server);
  await stop(server);
  return address;
}

function clientOf(baseUrl: string, options: Partial<ServiceClientOptions> = {}): ServiceClient {
  const client = createServiceClient({ target: 'things', baseUrl, token: () => 'token-1', ...options });
  closing.push(() => client.close());
  return client;
}
const refusing = (options: Partial<ServiceClientOptions> = {}): Promise<ServiceClient> =>
  freeAddress().then((address) => clientOf(address, options));
function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
const thing = { id: 'a', count: 1 };
const ask = (client: ServiceClient): Promise<unknown> => client.call(getThing, { params: { id: 'a' } });

describe('a call', () => {
  it('fills in the address, sends token, deadline and body, and returns the parsed answer', async () => {
    const seen: IncomingMessage[] = [];
    const client = clientOf(
      await serve((request, response) => {
        seen.push(request);
        json(response, request.method === 'POST' ? 202 : 200, request.method === 'POST' ? { later: true } : thing);
      }),
    );
    const got: { id: string; count: number } = await client.call(getThing, {
      params: { id: 'a/b c' },
      query: { refresh: 'true' },
      headers: { 'x-more': '1' },
    });
    expect(got).toEqual(thing);
    const full = await client.callFull(postThing, { body: { count: 2 } });
    expect(full).toEqual({ status: 202, body: { later: true } });
    expect(seen.map((request) => request.url)).toEqual(['/things/a%2Fb%20c?refresh=true', '/things']);
    expect(seen[0]?.headers).toMatchObject({ 'x-service-token': 'token-1', 'x-more': '1' });
    expect(Number(seen[0]?.headers['x-deadline-ms'])).toBeGreaterThan(1000);
    expect(seen[1]?.headers['content-type']).toBe('application/json');
  });
  it('takes an empty 204', async () => {
    const client = clientOf(await serve((_request, response) => response.writeHead(204).end()));
    await expect(client.callFull(moveThing)).resolves.toEqual({ status: 204, body: undefined });
  });
  it('never climbs out of its path by a parameter', async () => {
    const client = clientOf(await serve((_request, response) => json(response, 200, thing)));
    await expect(client.call(getThing, { params: { id: '..' } })).rejects.toMatchObject({
      code: 'resilience.call.parameter_missing',
    });
  });
  it('keeps its connections for the calls that follow', async () => {
    const server = createServer((_request, response) => json(response, 200, thing));
    let connections = 0;
    server.on('connection', () => connections++);
    const client = clientOf(await listen(server));
    for (let i = 0; i < 20; i++) await ask(client);
    // One more when a call begins before the last one's connection is handed back.
    expect(connections).toBeLessThanOrEqual(2);
  });
  it('is wrapped by the watcher that was given', async () => {
    const calls: string[] = [];
    const client = clientOf(await serve((_request, response) => json(response, 200, thing)), {
      watch: (name, attributes, work) => {
        calls.push(`${name} ${attributes['peer.service']}`);
        return work();
      },
    });
    await ask(client);
    expect(calls).toEqual(['GET things /things/:id things']);
  });
});

describe('refusals of the remote', () => {
  it('keep code, details, public message, kind and Retry-After', async () => {
    const error = { code: 'thing.count.wrong', message: 'Too many', details: { left: 1 } };
    const client = clientOf(await serve((_q, response) => json(response, 409, { error }, { 'retry-after': '3' })));
    await expect(ask(client)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'thing.count.wrong',
      publicMessage: 'Too many',
      details: { left: 1 },
      retryAfterSeconds: 3,
    });
  });
  it('without a readable reason are told by their status', async () => {
    const client = clientOf(await serve((_request, response) => response.writeHead(503).end('<h1>No server</h1>')));
    await expect(ask(client)).rejects.toMatchObject({ kind: 'unavailable', code: 'resilience.call.unexplained' });
  });
  it('below 500, and those that the contract names, never open the breaker', async () => {
    let status = 404;
    const error = { code: 'thing.provider.unavailable', message: 'x' };
    const client = clientOf(await serve((_request, response) => json(response, status, { error })));
    for (status of [404, 429, 503]) for (let i = 0; i < 15; i++) await ask(client).catch(() => {});
    expect(client.state()).toBe('closed');
  });
});

describe('answers that are not right', () => {
  it.each([
    ['garbage', '{"id": "a", "cou'],
    ['a page', '<html></html>'],
    ['another shape', '{"id": 1}'],
    ['nothing', ''],
  ])('%s is bad_gateway, unreadable', async (_name, body) => {
    const client = clientOf(await serve((_request, response) => response.writeHead(200).end(body)));
    await expect(ask(client)).rejects.toMatchObject({ kind: 'bad_gateway', code: 'resilience.call.unreadable' });
  });
  it('a success that the contract does not name is unreadable', async () => {
    const client = clientOf(await serve((_request, response) => json(response, 206, thing)));
    await expect(ask(client)).rejects.toMatchObject({ code: 'resilience.call.unreadable' });
  });
});

describe('broken connections', () => {
  const half = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"id": "a",';
  const halfChunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n14\r\n{"id": "a", "count":\r\n';
  it.each([
    ['closed before the answer', '', 'end'],
    ['reset before the answer', '', 'resetAndDestroy'],
    ['closed after half an answer', half, 'end'],
    ['reset in mid-answer', half, 'resetAndDestroy'],
    ['closed between chunks', halfChunked, 'end'],
    ['closed in the headers', 'HTTP/1.1 200 OK\r\ncontent-le', 'end'],
    ['not speaking HTTP', 'SSH-2.0-OpenSSH\r\n', 'end'],
  ] as const)('%s: outcome unknown', async (_name, bytes, end) => {
    const baseUrl = await serveBytes(bytes, end);
    await expect(ask(clientOf(baseUrl))).rejects.toMatchObject({
      kind: 'bad_gateway',
      code: 'resilience.call.broken',
    });
  });
  it('a reset is tried once more where twice does no harm, and nowhere else', async () => {
    let connections = 0;
    const server = createTcpServer((socket) => {
      connections++;
      socket.once('data', () => socket.resetAndDestroy());
    });
    const client = clientOf(await listen(server));
    await expect(ask(client)).rejects.toMatchObject({ code: 'resilience.call.broken' });
    expect(connections).toBe(2);
    const order = client.call(postThing, { body: { count: 1 } });
    await expect(order).rejects.toMatchObject({ code: 'resilience.call.broken' });
    expect(connections).toBe(3);
  });
  it('stay "outcome unknown" when the second try is refused', async () => {
    const server = createTcpServer((socket) => {
      server.close();
      socket.once('data', () => socket.resetAndDestroy());
    });
    const client = clientOf(await listen(server));
    await expect(ask(client)).rejects.toMatchObject({ code: 'resilience.call.broken' });
  });
  it('a balancer without an instance is asked once more, a service that has given its reason is not', async () => {
    let body = '<h1>No server</h1>';
    let requests = 0;
    const client = clientOf(await serve((_request, response) => (requests++, response.writeHead(503).end(body))));
    await expect(ask(client)).rejects.toMatchObject({ code: 'resilience.call.unexplained' });
    expect(requests).toBe(2);
    body = JSON.stringify({ error: { code: 'thing.store.away', message: 'x' } });
    await expect(ask(client)).rejects.toMatchObject({ code: 'thing.store.away' });
    expect(requests).toBe(3);
  });
});

describe('refused connections', () => {
  it('say that nothing was sent', async () => {
    await expect(ask(await refusing())).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'resilience.call.unreachable',
    });
  });
  it('are tried once more for idempotent routes only', async () => {
    let tokens = 0;
    const client = await refusing({ token: () => `token-${tokens++}` });
    await ask(client).catch(() => {});
    expect(tokens).toBe(2);
    await client.call(moveThing).catch(() => {});
    expect(tokens).toBe(4);
    await client.call(postThing, { body: { count: 1 } }).catch(() => {});
    expect(tokens).toBe(5);
  });
  it('succeed when the server is back for the second try', async () => {
    const address = await freeAddress();
    const server = createServer((_request, response) => json(response, 200, thing));
    let tries = 0;
    // The token is asked for just before each try.
    const client = clientOf(address, {
      token: () => {
        if (tries++ === 0) setImmediate(() => void listen(server, Number(new URL(address).port)));
        return 'token';
      },
    });
    await expect(ask(client)).resolves.toEqual(thing);
    expect(tries).toBe(2);
  });
});

describe('time', () => {
  it('a server that hangs is given up at the time-out and its connection closed', async () => {
    const gone = Promise.withResolvers<void>();
    const client = clientOf(await serve((request) => request.on('close', () => gone.resolve())));
    const started = performance.now();
    const call = client.call(getThing, { params: { id: 'a' }, timeoutMs: 100 });
    await expect(call).rejects.toMatchObject({ kind: 'timeout', code: 'resilience.timeout.exceeded' });
    expect(performance.now() - started).toBeLessThan(1000);
    await gone.promise;
  });
  it('a server that trickles its answer is given up as well', async () => {
    const client = clientOf(
      await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const trickle = setInterval(() => response.write(' '), 10);
        response.on('close', () => clearInterval(trickle));
      }),
    );
    const call = client.call(getThing, { params: { id: 'a' }, timeoutMs: 100 });
    await expect(call).rejects.toMatchObject({ code: 'resilience.timeout.exceeded' });
  });
  it('each hop has less time left than the one before, so that a callee gives up before its caller', async () => {
    const seen: number[] = [];
    const hop = (next: ServiceClient | undefined): Promise<string> =>
      serve((request, response) => {
        const leftMs = Number(request.headers['x-deadline-ms']);
        seen.push(leftMs);
        void withDeadline(deadlineIn(leftMs), async () => {
          if (next !== undefined) await ask(next);
          json(response, 200, thing);
        });
      });
    const third = clientOf(await hop(undefined));
    const second = clientOf(await hop(third));
    const first = clientOf(await hop(second));
    await withDeadline(deadlineIn(800), () => ask(first));
    expect(seen).toHaveLength(3);
    expect(seen[0]).toBeLessThan(800);
    expect(seen[1]).toBeLessThan(seen[0] ?? 0);
    expect(seen[2]).toBeLessThan(seen[1] ?? 0);
    expect(currentDeadline()).toBeUndefined();
  });
});

describe('the breaker', () => {
  it('opens on failures, refuses without asking, and closes when the service is well again', async () => {
    let well = false;
    let requests = 0;
    const client = clientOf(
      await serve((_request, response) => {
        requests++;
        if (well) json(response, 200, thing);
        else json(response, 500, { error: { code: 'internal.error.unexpected', message: 'x' } });
      }),
      {
        policy: { breaker: { windowMs: 2000, volumeThreshold: 5, errorThresholdPercentage: 50, resetTimeoutMs: 100 } },
      },
    );
    for (let i = 0; i < 5; i++) await expect(ask(client)).rejects.toMatchObject({ code: 'internal.error.unexpected' });
    await expect(ask(client)).rejects.toMatchObject({ code: 'resilience.breaker.open' });
    expect(requests).toBe(5);
    well = true;
    while (client.state() === 'open') await new Promise((resolve) => setImmediate(resolve));
    await expect(ask(client)).resolves.toEqual(thing);
    expect(client.state()).toBe('closed');
  });
  it('opens on refused connections', async () => {
    const client = clientOf(await freeAddress());
    for (let i = 0; i < 5; i++) await ask(client).catch(() => {});
    await expect(ask(client)).rejects.toMatchObject({ code: 'resilience.breaker.open' });
  });
});
