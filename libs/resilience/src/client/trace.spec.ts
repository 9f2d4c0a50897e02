import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { propagation } from '@opentelemetry/api';
import { z } from 'zod';
import { createServiceClient } from './service-client.js';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

beforeAll(() => {
  propagation.setGlobalPropagator({
    inject: (_context, carrier, setter) => setter.set(carrier, 'traceparent', traceparent),
    extract: (context) => context,
    fields: () => ['traceparent'],
  });
});
afterAll(() => propagation.disable());

describe('a call to another service', () => {
  it('carries the trace, and the headers of its caller cannot replace the service’s own', async () => {
    const server = createServer((request, response) => {
      response.end(JSON.stringify([request.headers['traceparent'], request.headers['x-service-token']]));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const client = createServiceClient({ target: 'echo', baseUrl, token: () => 'own' });
    const echo = { method: 'GET', path: '/echo', responses: { 200: z.array(z.string()) } } as const;
    const seen = await client.call(echo, { headers: { traceparent: 'foreign', 'x-service-token': 'foreign' } });
    expect(seen).toEqual([traceparent, 'own']);
    await client.close();
    await new Promise((resolve) => server.close(resolve));
  });
});
