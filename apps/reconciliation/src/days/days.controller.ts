import { Controller, Header, Inject, Param, Query, Res } from '@nestjs/common';
import { type Day, type DayWithDiscrepancies, getDay, getDayCsv, listDays } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { type Clock, Fault } from '@breakwater/kernel';
import { CLOCK, CurrentSession, requireOperator, Serve, type SessionClaims } from '@breakwater/service-host';
import type { z } from 'zod';
import { present } from '../discrepancies/present-discrepancy.js';
import { findOfDay } from '../discrepancies/read-discrepancies.js';
import { dayCsv } from './day-csv.js';
import { dayRepository } from './day.repository.js';

const MOST_ITEMS = 10_000;

interface Reply {
  header(name: string, value: string): unknown;
}

/** For operators. */
@Controller()
export class DaysController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Serve(listDays)
  async list(
    @CurrentSession() session: SessionClaims,
    @Query({ schema: listDays.query }) { limit }: z.infer<typeof listDays.query>,
  ): Promise<{ items: Day[] }> {
    requireOperator(session);
    return { items: await dayRepository.list(this.database.writer, limit) };
  }

  // Before the next one, which would take the file's name for a date.
  @Serve(getDayCsv)
  @Header('content-type', 'text/csv; charset=utf-8')
  async csv(
    @CurrentSession() session: SessionClaims,
    @Param({ schema: getDayCsv.params }) { date }: z.infer<typeof getDayCsv.params>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    requireOperator(session);
    const { items, itemsLeftOff, ...day } = await this.find(date);
    const kinds = await dayRepository.kinds(this.database.writer, date);
    reply.header('content-disposition', `attachment; filename="reconciliation-${date}.csv"`);
    return dayCsv(day, items, { asOf: new Date(this.clock.now()).toISOString(), kinds, itemsLeftOff });
  }

  @Serve(getDay)
  async get(
    @CurrentSession() session: SessionClaims,
    @Param({ schema: getDay.params }) { date }: z.infer<typeof getDay.params>,
  ): Promise<DayWithDiscrepancies> {
    requireOperator(session);
    return this.find(date);
  }

  private async find(date: string): Promise<DayWithDiscrepancies> {
    const day = await dayRepository.find(this.database.writer, date);
    if (day === undefined) {
      throw new Fault('not_found', 'reconciliation.day.not_found', `no report of ${date}`, {
        publicMessage: 'There is no report of that day.',
      });
    }
    const rows = await findOfDay(this.database.writer, date, MOST_ITEMS);
    const all = (await dayRepository.kinds(this.database.writer, date)).reduce((sum, { count }) => sum + count, 0);
    const items = rows.map((row) => present(row, this.clock.now()));
    return { ...day, items, itemsLeftOff: Math.max(0, all - rows.length) };
  }
}
