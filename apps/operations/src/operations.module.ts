import { Module } from '@nestjs/common';
import { InstanceRegistry } from './instances/instance-registry.js';
import { InstancesController } from './instances/instances.controller.js';
import { CollectStatus } from './status/collect-status.js';
import { StatusController } from './status/status.controller.js';

@Module({
  controllers: [InstancesController, StatusController],
  providers: [InstanceRegistry, CollectStatus],
})
export class OperationsModule {}
