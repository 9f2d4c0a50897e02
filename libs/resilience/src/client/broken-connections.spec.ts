import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import {
  postThing,
  moveThing,
  listen,
  serve,
  serveBytes,
  freeAddress,
  clientOf,
  refusing,
  json,
  thing,
  ask,
} from '../testing/things.js';
import type { ServiceClient } from './service-client.js';

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
    let tries = 0;
    const client = (): Promise<ServiceClient> => refusing({ token: () => `token-${tries++}` });
    await ask(await client()).catch(() => {});
    expect(tries).toBe(2);
    await (await client()).call(moveThing).catch(() => {});
    expect(tries).toBe(4);
    await (await client()).call(postThing, { body: { count: 1 } }).catch(() => {});
    expect(tries).toBe(5);
  });
  it('are not tried again where the caller says that it will do so itself', async () => {
    let tries = 0;
    const client = await refusing({ token: () => `token-${tries++}` });
    await client.call(moveThing, { retry: false }).catch(() => {});
    expect(tries).toBe(1);
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
