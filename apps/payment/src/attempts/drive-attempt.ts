import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@breakwater/kernel';
import { CLOCK } from '@breakwater/service-host';
import type { AttemptCommand, KeyWindow } from '../domain/attempt.js';
import { decideAttempt, providerStep } from '../domain/decide-attempt.js';
import { keyWindow } from '../domain/key-window.js';
import { AskProvider } from './ask-provider.js';
import { attemptOf, type AttemptRow } from './attempt.row.js';
import { RecordAttempt } from './record-attempt.js';

/** The longest way is find, create, store, confirm; more is a circle. */
const MOST_STEPS = 5;

/** Carries a command out: decide, ask the provider, write down what it said, until the rules want nothing more. */
@Injectable()
export class DriveAttempt {
  constructor(
    private readonly record: RecordAttempt,
    private readonly ask: AskProvider,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The caller holds the attempt's lease. */
  async drive(row: AttemptRow, command: AttemptCommand): Promise<AttemptRow> {
    const decision = decideAttempt(attemptOf(row), command);
    const changes = decision.effects.includes('publish');
    let { row: current, next } = changes
      ? await this.record.apply(row.id, command)
      : { row, next: providerStep(decision.effects) };
    for (let steps = 0; next !== undefined && steps < MOST_STEPS; steps++) {
      const seen = await this.ask.take(next, current, command.type === 'authorize');
      ({ row: current, next } = await this.record.applyNews(row.id, seen));
    }
    return current;
  }

  windowOf(row: AttemptRow): KeyWindow {
    return keyWindow(row.createdAt.getTime(), this.clock.now());
  }
}
