import { Injectable } from '@nestjs/common';
import { isFault } from '@breakwater/kernel';
import type { AttemptRow } from './attempt.row.js';
import { AttemptLease } from './attempt-lease.js';
import { DriveAttempt } from './drive-attempt.js';
import { RecordAttempt } from './record-attempt.js';

/** Asks the provider how an attempt stands. */
@Injectable()
export class RefreshAttempt {
  constructor(
    private readonly lease: AttemptLease,
    private readonly driver: DriveAttempt,
    private readonly record: RecordAttempt,
  ) {}

  /** Throws `payment.attempt.not_found`, `payment.provider.unavailable`. */
  async run(id: string): Promise<AttemptRow> {
    await this.record.find(id);
    try {
      return await this.lease.hold(id, (row) => this.look(row, false));
    } catch (error) {
      if (!isFault(error) || error.code !== 'payment.outcome.unknown') throw error;
      return this.record.find(id);
    }
  }

  /** For the sweeper and the webhooks (`told`): undefined while somebody else is at it. */
  async runUnlessBusy(id: string, told: boolean): Promise<AttemptRow | undefined> {
    return (await this.lease.tryHold(id, (row) => this.look(row, told)))?.result;
  }

  private look(row: AttemptRow, told: boolean): Promise<AttemptRow> {
    return this.driver.drive(row, { type: 'look', keyWindow: this.driver.windowOf(row), told });
  }
}
