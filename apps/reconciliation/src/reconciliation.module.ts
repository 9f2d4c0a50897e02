import { Module } from '@nestjs/common';
import { CloseDays } from './days/close-days.js';
import { DaysController } from './days/days.controller.js';
import { DecideByOperator } from './discrepancies/decide-by-operator.js';
import { DiscrepanciesController } from './discrepancies/discrepancies.controller.js';
import { LookAtSubjects } from './discrepancies/look-at-subjects.js';
import { Measure } from './measure.js';
import { CarryOut } from './resolutions/carry-out.js';
import { RecheckUnresolved } from './resolutions/recheck-unresolved.js';
import { RequerySources } from './resolutions/requery-sources.js';
import { WorkResolutions } from './resolutions/work-resolutions.js';
import { RunReconciliation } from './runs/run-reconciliation.js';
import { RunsController } from './runs/runs.controller.js';
import { FollowSources } from './sources/follow-sources.js';
import { ReadAgain } from './sources/read-again.js';
import { SourcePages } from './sources/source-pages.js';
import { StoreStretch } from './sources/store-stretch.js';

@Module({
  controllers: [DiscrepanciesController, DaysController, RunsController],
  providers: [
    SourcePages,
    ReadAgain,
    StoreStretch,
    FollowSources,
    LookAtSubjects,
    RequerySources,
    RecheckUnresolved,
    CarryOut,
    WorkResolutions,
    DecideByOperator,
    CloseDays,
    RunReconciliation,
    Measure,
  ],
})
export class ReconciliationModule {}
