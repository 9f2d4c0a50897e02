import { Controller, Get, Header, Inject, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { renderPrometheus } from '@breakwater/telemetry';
import type { FastifyReply } from 'fastify';
import { Readiness } from './readiness.js';

const PROBE_TIMEOUT_MS = 1000;
/** Two balancers and a person may ask at once; one probe a quarter second is enough. */
const PROBE_CACHE_MS = 250;

@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(Readiness) private readonly readiness: Readiness,
  ) {}

  /** Shallow on purpose: a dead database must not make anyone restart this process. */
  @Get('health/live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @HealthCheck()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    try {
      return await this.check();
    } catch (error) {
      // Not an error of ours: this is how Terminus says "not ready".
      if (!(error instanceof ServiceUnavailableException)) throw error;
      void reply.status(503);
      return error.getResponse() as HealthCheckResult;
    }
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return renderPrometheus();
  }

  private check(): Promise<HealthCheckResult> {
    const { readiness, indicators } = this;
    return this.health.check([
      () => {
        const draining = indicators.check('draining');
        return readiness.isDraining ? draining.down('stopping') : draining.up();
      },
      ...[...readiness.probes].map(
        ([name, probe]) =>
          () =>
            indicators
              .check(name)
              .attempt(() => probe())
              .withTimeout(PROBE_TIMEOUT_MS)
              .cacheFor(PROBE_CACHE_MS),
      ),
    ]);
  }
}
