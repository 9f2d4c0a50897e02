import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SandboxClock } from '../clock/sandbox-clock.js';
import { Faults } from '../faults/faults.js';
import { RequestLog } from '../stripe-api/request-log.js';
import { indexPage, indexScript } from './index-page.js';
import { sendPage } from './layout.js';

@ApiExcludeController()
@Controller()
export class IndexController {
  constructor(
    private readonly faults: Faults,
    private readonly clock: SandboxClock,
    private readonly requests: RequestLog,
  ) {}

  @Get()
  index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const body = indexPage(this.faults.all, new Date(this.clock.now()), this.requests.report().operations);
    sendPage(request, reply, { title: 'Third parties for local runs', root: './', body, script: indexScript });
  }
}
