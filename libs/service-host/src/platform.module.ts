import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Database } from '@breakwater/database';
import { systemClock, uuidV7Source } from '@breakwater/kernel';
import type { Logger } from '@breakwater/telemetry';
import { ServiceTokens } from './auth/service-tokens.js';
import { Outbox } from './events/outbox.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { Peers } from './peers.js';
import { CLOCK, CONFIG, IDS, LOGGER } from './tokens.js';

/** What run-service has made before Nest starts. */
export interface Platform {
  readonly config: object;
  readonly log: Logger;
  readonly tokens: ServiceTokens;
  readonly peers: Peers;
  readonly readiness: Readiness;
  readonly database: Database | undefined;
  readonly outbox: Outbox | undefined;
}

/** Global: every module of a service may inject what the platform provides. */
@Global()
@Module({})
export class PlatformModule {
  static with(platform: Platform): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: platform.config },
      { provide: LOGGER, useValue: platform.log },
      { provide: CLOCK, useValue: systemClock },
      { provide: IDS, useValue: uuidV7Source(systemClock) },
      { provide: Readiness, useValue: platform.readiness },
      { provide: ServiceTokens, useValue: platform.tokens },
      { provide: Peers, useValue: platform.peers },
      ...(platform.database === undefined ? [] : [{ provide: Database, useValue: platform.database }]),
      ...(platform.outbox === undefined ? [] : [{ provide: Outbox, useValue: platform.outbox }]),
    ];
    return {
      module: PlatformModule,
      imports: [TerminusModule.forRoot({ logger: false, gracefulShutdownTimeoutMs: 0 })],
      controllers: [HealthController],
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
