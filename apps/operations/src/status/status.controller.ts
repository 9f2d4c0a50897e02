import { getStatus, type SystemStatus } from '@breakwater/contracts';
import { CurrentSession, requireOperator, Serve, type SessionClaims } from '@breakwater/service-host';
import { Controller, Header, Inject } from '@nestjs/common';
import { CollectStatus } from './collect-status.js';

@Controller()
export class StatusController {
  constructor(@Inject(CollectStatus) private readonly status: CollectStatus) {}

  @Serve(getStatus)
  @Header('cache-control', 'no-store')
  read(@CurrentSession() session: SessionClaims): Promise<SystemStatus> {
    requireOperator(session);
    return this.status.run();
  }
}
