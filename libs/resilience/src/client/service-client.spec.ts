import { createServer, type IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { currentDeadline, deadlineIn, withDeadline } from '../deadline.js';
import {
  ask,
  clientOf,
  freeAddress,
  getThing,
  json,
  listen,
  postThing,
  moveThing,
  serve,
  thing,
} from '../testing/things.js';
import type { ServiceClient } from './service-client.js';

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
    await withDeadline(deadlineIn(1900), () => ask(first));
    expect(seen).toHaveLength(3);
    expect(seen[0]).toBeLessThan(1900);
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
