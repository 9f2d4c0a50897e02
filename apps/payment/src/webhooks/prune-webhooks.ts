import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, CONFIG } from '@breakwater/service-host';
import type { PaymentConfig } from '../payment.config.js';
import { webhookRepository } from './webhook.repository.js';

const DAY_MS = 24 * 3_600_000;
const AT_ONCE = 1000;

/**
 * Forgets worked events that the provider will not send again. Attempts, refunds and the ledger are never pruned: their
 * ids are what keeps a payment from being made twice, for ever.
 */
@Injectable()
export class PruneWebhooks {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: PaymentConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(): Promise<number> {
    const before = new Date(this.clock.now() - this.config.WEBHOOK_KEEP_DAYS * DAY_MS);
    let pruned = 0;
    for (;;) {
      const some = await webhookRepository.prune(this.database.writer, before, AT_ONCE);
      pruned += some;
      if (some < AT_ONCE) return pruned;
    }
  }
}
