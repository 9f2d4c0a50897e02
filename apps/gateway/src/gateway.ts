import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import { systemClock } from '@breakwater/kernel';
import { answerError, CONFIG, LOGGER, Readiness, type ServiceOptions } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { AttemptsRepository, WINDOW_MS } from './accounts/attempts.repository.js';
import { SeedAccounts } from './accounts/seed-accounts.js';
import { isApi, isWebhook, pathOf, type UpstreamName } from './domain/paths.js';
import { GatewayConfig } from './gateway.config.js';
import { GatewayModule } from './gateway.module.js';
import { doorman } from './http/doorman.js';
import { Accounts1767225600000 } from './migrations/1767225600000-accounts.js';
import { proxyRoutes } from './proxy/proxy-routes.js';
import { Upstream } from './proxy/upstream.js';
import { keepPrivate, Visitors } from './sessions/visitors.js';
import { securityHeaders } from './web/security-headers.js';
import { webPages } from './web/web-pages.js';

export const gateway: ServiceOptions<typeof GatewayConfig> = {
  name: 'gateway',
  config: GatewayConfig,
  module: () => GatewayModule,
  migrations: [Accounts1767225600000],
  openApiPath: '/api/openapi.json',
  customize: addFrontDoor,
  prepare: (app) => app.get(SeedAccounts).run(),
  onStarted: async (app) => {
    // Without its database nobody can sign in, but everybody can shop: it is no reason to take this instance out.
    const readiness = app.get(Readiness);
    const database = readiness.probes.get('database');
    readiness.probes.delete('database');
    if (database !== undefined) readiness.watch('database', database);
    const attempts = app.get(AttemptsRepository);
    const sweep = setInterval(() => void attempts.sweep().catch(() => undefined), WINDOW_MS);
    sweep.unref();
    return async () => clearInterval(sweep);
  },
};

async function addFrontDoor(app: NestFastifyApplication): Promise<void> {
  const config = app.get<GatewayConfig>(CONFIG);
  const visitors = app.get(Visitors);
  const adapter = app.getHttpAdapter() as FastifyAdapter;
  const fastify = adapter.getInstance();
  const admit = doorman(config.PUBLIC_URL);

  // The adapter's own hook comes before every other one, those of the platform included.
  adapter.setOnRequestHook((request, reply, done) => {
    admit(request, reply);
    done();
  });
  await fastify.register(cookie);
  await securityHeaders(fastify, config.PUBLIC_URL);
  await fastify.register(compress, {
    encodings: ['br', 'gzip'],
    globalDecompression: false,
    // Each piece that a service sends goes out when it comes, compressed or not.
    zlibOptions: { level: 5, flush: constants.Z_SYNC_FLUSH },
    brotliOptions: {
      flush: constants.BROTLI_OPERATION_FLUSH,
      params: { [constants.BROTLI_PARAM_QUALITY]: 4 },
    },
  });
  fastify.addHook('onRequest', async (request, reply) => {
    const path = pathOf(request.url);
    if (isApi(path) && !isWebhook(path)) visitors.welcome(request, reply, path === '/api/session');
  });
  fastify.addHook('onSend', async (request, reply) => keepPrivate(reply, isApi(pathOf(request.url))));
  await fastify.register(async (door) => {
    // Nest brings its own for its own routes, too late for these.
    door.setErrorHandler((error, request, reply) => answerError(error, request, reply, app.get<Logger>(LOGGER)));
    await door.register(
      proxyRoutes({
        upstreams: upstreamsOf(config),
        sessionKey: config.SESSION_KEY,
        bodyLimitBytes: config.BODY_LIMIT_BYTES,
        clock: systemClock,
      }),
    );
    await webPages(door, {
      storefrontDir: config.STOREFRONT_DIR,
      consoleDir: config.CONSOLE_DIR,
      onPage: (request, reply) => visitors.welcome(request, reply, true),
    });
  });
}

function upstreamsOf(config: GatewayConfig): Record<UpstreamName, Upstream> {
  const upstream = (name: UpstreamName, url: string): Upstream =>
    new Upstream({ name, url, timeoutMs: config.UPSTREAM_TIMEOUT_MS, concurrency: config.UPSTREAM_CONCURRENCY });
  return {
    product: upstream('product', config.PRODUCT_URL),
    order: upstream('order', config.ORDER_URL),
    payment: upstream('payment', config.PAYMENT_URL),
    reconciliation: upstream('reconciliation', config.RECONCILIATION_URL),
    operations: upstream('operations', config.OPERATIONS_URL),
  };
}
