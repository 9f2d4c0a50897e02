import { heartbeat } from '@breakwater/contracts';
import { Serve } from '@breakwater/service-host';
import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { z } from 'zod';
import { InstanceRegistry } from './instance-registry.js';

@ApiExcludeController()
@Controller()
export class InstancesController {
  constructor(@Inject(InstanceRegistry) private readonly registry: InstanceRegistry) {}

  @Serve(heartbeat)
  receive(
    @Param({ schema: heartbeat.params }) { instance }: z.infer<typeof heartbeat.params>,
    @Body({ schema: heartbeat.body }) body: z.infer<typeof heartbeat.body>,
  ): void {
    this.registry.receive({ instance, ...body });
  }
}
