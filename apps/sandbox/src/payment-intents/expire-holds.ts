import type { SandboxClock } from '../clock/sandbox-clock.js';
import { HOLD_SECONDS } from '../domain/money-moves.js';
import type { Records } from '../storage/records.js';
import type { Intents } from './intents.js';

const BATCH = 100;

/** Gives back holds that nobody captured in time, as the provider does after a week. */
export class ExpireHolds {
  constructor(
    private readonly records: Records,
    private readonly intents: Intents,
    private readonly clock: SandboxClock,
  ) {}

  run(): number {
    const at = this.clock.seconds();
    let expired = 0;
    for (;;) {
      const { data } = this.records.intents.list({
        limit: BATCH,
        facet: 'requires_capture',
        created: { lte: at - HOLD_SECONDS },
      });
      const due = data.filter((intent) => (intent.authorizedAt ?? intent.created) <= at - HOLD_SECONDS);
      if (due.length === 0) return expired;
      this.records.store.transaction(() => {
        for (const intent of due) this.intents.move(intent, { type: 'cancel', reason: 'automatic', at });
      });
      expired += due.length;
    }
  }
}
