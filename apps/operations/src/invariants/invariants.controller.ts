import { setTimeout as pause } from 'node:timers/promises';
import { Body, Controller, Header, Inject, Res } from '@nestjs/common';
import { checkInvariants, getInvariants, type InvariantRun } from '@breakwater/contracts';
import { CurrentSession, requireOperator, Serve, type SessionClaims } from '@breakwater/service-host';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { InvariantRuns } from './invariant-runs.js';

/** Shorter than the gateway's patience. */
const ANSWER_WITHIN_MS = 6000;

@Controller()
export class InvariantsController {
  constructor(@Inject(InvariantRuns) private readonly runs: InvariantRuns) {}

  @Serve(getInvariants)
  @Header('cache-control', 'no-store')
  show(@CurrentSession() session: SessionClaims): z.infer<(typeof getInvariants)['responses'][200]> {
    requireOperator(session);
    const { latest, latestFull, running } = this.runs;
    return { latest, latestFull, running: running !== undefined };
  }

  @Serve(checkInvariants)
  async check(
    @CurrentSession() session: SessionClaims,
    @Body({ schema: checkInvariants.body }) { full, runId }: z.infer<typeof checkInvariants.body>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InvariantRun> {
    requireOperator(session);
    const run = this.runs.request(full ? 'full' : 'recent', runId === undefined ? {} : { id: runId });
    const soon = new AbortController();
    await Promise.race([run.done, pause(ANSWER_WITHIN_MS, undefined, { signal: soon.signal }).catch(() => undefined)]);
    soon.abort();
    const shown = run.show();
    void reply.status(shown.report === null ? 202 : 200);
    return shown;
  }
}
