import { Module } from '@nestjs/common';
import { CloseDays } from './days/close-days.js';
import { DaysController } from './days/days.controller.js';
import { DecideByOperator } from './discrepancies/decide-by-operator.js';
import { DiscrepanciesController } from './discrepancies/discrepancies.controller.js';
import { JudgeSubjects } from './discrepancies/judge-subjects.js';
import { LookAtSubjects } from './discrepancies/look-at-subjects.js';
import { Measure } from './measure.js';
import { CarryOut } from './resolutions/carry-out.js';
import { ConfirmAct } from './resolutions/confirm-act.js';
import { DueActs } from './resolutions/due-acts.js';
import { RefreshAttempts } from './resolutions/refresh-attempts.js';
import { WorkActs } from './resolutions/work-acts.js';
import { WorkRereads } from './resolutions/work-rereads.js';
import { RunReconciliation } from './runs/run-reconciliation.js';
import { RunsController } from './runs/runs.controller.js';
import { AskSettled } from './sources/ask-settled.js';
import { FollowSources } from './sources/follow-sources.js';
import { Hints } from './sources/hints.js';
import { ReadSubject } from './sources/read-subject.js';
import { SourcePages } from './sources/source-pages.js';
import { StoreStretch } from './sources/store-stretch.js';

@Module({
  controllers: [DiscrepanciesController, DaysController, RunsController],
  providers: [
    SourcePages,
    Hints,
    StoreStretch,
    FollowSources,
    ReadSubject,
    AskSettled,
    JudgeSubjects,
    LookAtSubjects,
    DueActs,
    ConfirmAct,
    CarryOut,
    WorkActs,
    RefreshAttempts,
    WorkRereads,
    DecideByOperator,
    CloseDays,
    RunReconciliation,
    Measure,
  ],
})
export class ReconciliationModule {}
