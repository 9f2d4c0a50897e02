import 'reflect-metadata';
import { flushCompileCache } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database, type Migration } from '@breakwater/database';
import { Fault, systemClock, uuidV7Source } from '@breakwater/kernel';
import { createLogger, type Logger, stopTelemetry } from '@breakwater/telemetry';
import type { z } from 'zod';
import { ServiceTokens } from './auth/service-tokens.js';
import type { BaseConfig, DatabaseConfig } from './config/base-config.js';
import { loadConfig } from './config/load-config.js';
import { Outbox } from './events/outbox.js';
import { Readiness } from './health/readiness.js';
import { type AppOptions, createApp } from './http/create-app.js';
import { Heartbeat } from './lifecycle/heartbeat.js';
import { keepTrying } from './lifecycle/keep-trying.js';
import { openDatabase } from './lifecycle/open-database.js';
import { shutDownOnSignal } from './lifecycle/shutdown.js';
import { peerAddresses, type PeerPolicies, Peers } from './peers.js';
import type { Platform } from './platform.module.js';

export interface ServiceOptions<Schema extends z.ZodObject> extends Pick<
  AppOptions,
  'bodyLimitBytes' | 'openApiPath' | 'rawBody' | 'customize'
> {
  /** As in the address of its configuration and in tokens: `order`. */
  readonly name: string;
  readonly config: Schema;
  readonly module: (config: z.infer<Schema>) => Type | DynamicModule;
  /** How each service that this one calls may trouble it; a service without an entry gets the library's defaults. */
  readonly policies?: PeerPolicies;
  /** TypeORM migration classes; with them the service has a database. */
  readonly migrations?: readonly Migration[];
  /** True when it sends events: the outbox table must be among the migrations. */
  readonly publishes?: boolean;
  /** What must be there before the first request, such as seeded data. Tried again for a minute when it throws: repeats must be harmless. */
  readonly prepare?: (app: NestFastifyApplication, config: z.infer<Schema>) => Promise<void>;
  /** Runs when everything is up: start sweepers here. What it returns is called at shutdown. */
  readonly onStarted?: (app: NestFastifyApplication, config: z.infer<Schema>) => Promise<(() => Promise<void>) | void>;
}

export interface RunningService {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly platform: Platform;
  readonly graceMs: number;
  /** Stops accepting, lets what is in flight end, closes what was opened. */
  close(): Promise<void>;
}

/** The whole of a service's main.ts. Exits with 78 when the environment is not fit, with 1 when it cannot start. */
export async function runService<Schema extends z.ZodObject>(options: ServiceOptions<Schema>): Promise<void> {
  const log = createLogger(options.name);
  try {
    const service = await startService(options, process.env);
    const { platform, graceMs } = service;
    const close = async (): Promise<void> => {
      await service.close();
      await stopTelemetry();
    };
    shutDownOnSignal({ graceMs, log, drain: () => platform.readiness.drain(), close });
    log.info({ url: service.url }, 'ready');
    // Now and not only at the end, so that a process that is killed leaves a warm cache as well.
    flushCompileCache();
  } catch (error) {
    const unfit = error instanceof Fault && error.code === 'config.environment.invalid';
    log.fatal(unfit ? error.message : { err: error }, 'cannot start');
    process.exit(unfit ? 78 : 1);
  }
}

/** Starts a service in this process; tests use it with an environment of their own. */
export async function startService<Schema extends z.ZodObject>(
  options: ServiceOptions<Schema>,
  env: NodeJS.ProcessEnv,
): Promise<RunningService> {
  const config = loadConfig(options.config, env);
  const base = config as unknown as BaseConfig & Partial<DatabaseConfig> & { SESSION_KEY?: string };
  const log = createLogger(options.name);
  const instance = base.INSTANCE_ID ?? `${options.name}-${process.pid}`;
  const { migrations } = options;
  const database =
    migrations === undefined
      ? undefined
      : await keepTrying('database', log, () =>
          openDatabase(base as BaseConfig & DatabaseConfig, migrations, instance),
        );
  const platform = buildPlatform(options, config, base, database, log);
  try {
    const app = await createApp(platform, {
      ...options,
      module: options.module(config),
      version: base.SERVICE_VERSION,
      sessionKey: base.SESSION_KEY,
    });
    const beat = heartbeatOf(options.name, instance, base, platform);
    await keepTrying('preparation', log, async () => options.prepare?.(app, config));
    const stopWork = await options.onStarted?.(app, config);
    await app.listen(base.PORT, base.HOST);
    platform.outbox?.start();
    beat?.start();
    const { port } = app.getHttpServer().address() as AddressInfo;
    const close = async (): Promise<void> => {
      platform.readiness.drain();
      await stopWork?.();
      await app.close();
      await platform.outbox?.stop();
      await beat?.stop();
      await database?.close();
    };
    return { url: `http://${base.HOST}:${port}`, app, platform, graceMs: base.SHUTDOWN_GRACE_MS, close };
  } catch (error) {
    await database?.close();
    throw error;
  }
}

function buildPlatform(
  options: Pick<ServiceOptions<z.ZodObject>, 'name' | 'publishes' | 'policies'>,
  config: object,
  base: BaseConfig,
  database: Database | undefined,
  log: Logger,
): Platform {
  const tokens = new ServiceTokens(base.SERVICE_KEY, options.name, systemClock);
  const peers = new Peers(peerAddresses(config as Record<string, unknown>), tokens, options.policies, log);
  const outbox =
    database === undefined || options.publishes !== true
      ? undefined
      : new Outbox(database, options.name, peers, uuidV7Source(systemClock), systemClock, log);
  return { config, log, tokens, peers, readiness: new Readiness(database), database, outbox };
}

function heartbeatOf(name: string, instance: string, base: BaseConfig, platform: Platform): Heartbeat | undefined {
  if (base.OPERATIONS_URL === undefined) return undefined;
  const self = { service: name, instance, version: base.SERVICE_VERSION };
  return new Heartbeat(self, platform.peers, platform.readiness, platform.outbox);
}
