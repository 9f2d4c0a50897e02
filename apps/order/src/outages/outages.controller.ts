import { Controller, Inject } from '@nestjs/common';
import { listOutages as contract, type Outage } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { CurrentSession, requireOperator, Serve, type SessionClaims } from '@breakwater/service-host';
import { listOutages } from './outages.repository.js';

const LIMIT = 50;

@Controller()
export class OutagesController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Serve(contract)
  async list(@CurrentSession() session: SessionClaims): Promise<{ items: Outage[] }> {
    requireOperator(session);
    return { items: await listOutages(this.database.reader, LIMIT) };
  }
}
