import { Module } from '@nestjs/common';
import { CompareWindow } from './runs/compare-window.js';
import { RunReconciliation } from './runs/run-reconciliation.js';
import { RunsController } from './runs/runs.controller.js';
import { RunNextWindow } from './schedule/run-next-window.js';
import { ReadFacts } from './sources/read-facts.js';

@Module({
  controllers: [RunsController],
  providers: [ReadFacts, CompareWindow, RunReconciliation, RunNextWindow],
})
export class ReconciliationModule {}
