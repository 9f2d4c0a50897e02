import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Platform, PlatformModule } from '../platform.module.js';
import { answerError, ErrorFilter } from './error-filter.js';
import { answerUnreadable } from './answer-unreadable.js';
import { nestLogger } from './nest-logger.js';
import { serveOpenApi } from './open-api.js';
import { addRequestHooks } from './request-hooks.js';
import { validationPipe } from './validation.js';

export const DEFAULT_BODY_LIMIT_BYTES = 256 * 1024;

export interface AppOptions {
  readonly name: string;
  readonly version: string;
  readonly module: Type | DynamicModule;
  readonly sessionKey: string | undefined;
  readonly bodyLimitBytes?: number;
  /** Where the OpenAPI document is; /openapi.json when unset. */
  readonly openApiPath?: string;
  /** Keeps the untouched body as `request.rawBody`, for signatures over it. */
  readonly rawBody?: boolean;
  /** Runs before Nest adds its own routes and parsers: plugins and content types of one service. */
  readonly customize?: (app: NestFastifyApplication) => Promise<void> | void;
}

@Module({})
class Root {}

/** Nest on Fastify with this platform's hooks, error answers, validation, health and OpenAPI; not yet listening. */
export async function createApp(platform: Platform, options: AppOptions): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: options.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES,
    trustProxy: 'loopback',
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestTimeout: 30_000,
    keepAliveTimeout: 75_000,
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 200 },
    // What Fastify refuses before it looks for a route, such as an address that is none.
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      answerError(error, request, reply, platform.log),
  });
  const root: DynamicModule = { module: Root, imports: [PlatformModule.with(platform), options.module] };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: nestLogger(platform.log),
    abortOnError: false,
    rawBody: options.rawBody ?? false,
    bodyParser: false,
  });
  // JSON only; a service that takes more says so in `customize`.
  app.getHttpAdapter().getInstance().removeContentTypeParser('text/plain');
  if (options.rawBody === true) app.useBodyParser('application/json');
  addRequestHooks(app.getHttpAdapter().getInstance(), platform, options.sessionKey);
  app.useGlobalFilters(new ErrorFilter(platform.log));
  app.useGlobalPipes(validationPipe());
  await options.customize?.(app);
  serveOpenApi(app, options.name, options.version, options.openApiPath);
  await app.init();
  return app;
}
