import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { Redis } from 'ioredis';

// The least that a page from a cache can cost: a bare Fastify server that passes on what one Redis GET gives. A process of its own,
// as the services are. Prints its port.

const [redisUrl = '', key = ''] = process.argv.slice(2);
const redis = new Redis(redisUrl);
const app = fastify({ keepAliveTimeout: 75_000 });
app.get('/page', async (_request, reply) => {
  void reply.type('application/json; charset=utf-8');
  return await redis.get(key);
});
await app.listen({ host: '127.0.0.1', port: 0 });
process.once('SIGTERM', () => void app.close().then(() => redis.disconnect()));
const { port } = app.server.address() as AddressInfo;
process.stdout.write(`${port}\n`);
