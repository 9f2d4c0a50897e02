import { Body, Controller, Inject } from '@nestjs/common';
import { listRuns, type Run, startRun } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { CurrentSession, requireOperator, Serve, type SessionClaims } from '@breakwater/service-host';
import type { z } from 'zod';
import { RunReconciliation } from './run-reconciliation.js';
import { runsRepository } from './runs.repository.js';

const LISTED = 50;

/** For operators. */
@Controller()
export class RunsController {
  constructor(
    @Inject(RunReconciliation) private readonly reconciliation: RunReconciliation,
    @Inject(Database) private readonly database: Database,
  ) {}

  @Serve(startRun)
  start(
    @CurrentSession() session: SessionClaims,
    @Body({ schema: startRun.body }) { from, to }: z.infer<typeof startRun.body>,
  ): Promise<Run> {
    requireOperator(session);
    return this.reconciliation.run({ fromMs: Date.parse(from), toMs: Date.parse(to) });
  }

  @Serve(listRuns)
  async list(@CurrentSession() session: SessionClaims): Promise<{ items: Run[] }> {
    requireOperator(session);
    return { items: await runsRepository.list(this.database.writer, LISTED) };
  }
}
