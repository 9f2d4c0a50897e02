import { Body, Controller, Inject, Param, Query } from '@nestjs/common';
import { decideDiscrepancy, type DiscrepancyWithLog, getDiscrepancy, listDiscrepancies } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, CurrentSession, requireOperator, Serve, type SessionClaims } from '@breakwater/service-host';
import type { z } from 'zod';
import { listSources } from '../facts/source.repository.js';
import { DecideByOperator, discrepancyNotFound } from './decide-by-operator.js';
import { present } from './present-discrepancy.js';
import { countByState, findDiscrepancies, findDiscrepancy, readLog, sumUnexplained } from './read-discrepancies.js';

type ListQuery = z.infer<typeof listDiscrepancies.query>;
type ListAnswer = z.infer<(typeof listDiscrepancies.responses)[200]>;

/** For operators. From the writer: who has decided sees it. */
@Controller()
export class DiscrepanciesController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DecideByOperator) private readonly decisions: DecideByOperator,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Serve(listDiscrepancies)
  async list(
    @CurrentSession() session: SessionClaims,
    @Query({ schema: listDiscrepancies.query }) query: ListQuery,
  ): Promise<ListAnswer> {
    requireOperator(session);
    const { writer } = this.database;
    const rows = await findDiscrepancies(writer, query);
    const { aged_out: agedOut, ...counts } = await countByState(writer);
    return {
      items: rows.map((row) => present(row, this.clock.now())),
      next: rows.length === query.limit ? (rows.at(-1)?.id ?? null) : null,
      counts: { ...counts, agedOut },
      unexplained: await sumUnexplained(writer),
      readUntil: Object.fromEntries(
        (await listSources(writer)).map(({ name, readUntil }) => [name, readUntil?.toISOString() ?? null]),
      ),
    };
  }

  @Serve(getDiscrepancy)
  async get(
    @CurrentSession() session: SessionClaims,
    @Param({ schema: getDiscrepancy.params }) { discrepancyId }: z.infer<typeof getDiscrepancy.params>,
  ): Promise<DiscrepancyWithLog> {
    requireOperator(session);
    return this.show(discrepancyId);
  }

  @Serve(decideDiscrepancy)
  async decide(
    @CurrentSession() session: SessionClaims,
    @Param({ schema: decideDiscrepancy.params }) { discrepancyId }: z.infer<typeof decideDiscrepancy.params>,
    @Body({ schema: decideDiscrepancy.body }) { action, note }: z.infer<typeof decideDiscrepancy.body>,
  ): Promise<DiscrepancyWithLog> {
    requireOperator(session);
    await this.decisions.run(discrepancyId, { action, note, by: session.customer?.email ?? 'operator' });
    return this.show(discrepancyId);
  }

  private async show(id: string): Promise<DiscrepancyWithLog> {
    const { writer } = this.database;
    const row = await findDiscrepancy(writer, id);
    if (row === undefined) throw discrepancyNotFound(id);
    return { ...present(row, this.clock.now()), log: await readLog(writer, id) };
  }
}
