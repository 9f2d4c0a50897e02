import { Module } from '@nestjs/common';
import { InstanceRegistry } from './instances/instance-registry.js';
import { InstancesController } from './instances/instances.controller.js';
import { CheckInvariants } from './invariants/check-invariants.js';
import { InvariantRuns } from './invariants/invariant-runs.js';
import { InvariantsController } from './invariants/invariants.controller.js';
import { CollectStatus } from './status/collect-status.js';
import { StatusController } from './status/status.controller.js';

@Module({
  controllers: [InstancesController, StatusController, InvariantsController],
  providers: [InstanceRegistry, CollectStatus, CheckInvariants, InvariantRuns],
})
export class OperationsModule {}
