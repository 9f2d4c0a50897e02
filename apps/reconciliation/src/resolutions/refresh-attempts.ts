import { Inject, Injectable } from '@nestjs/common';
import { type AttemptState, getAttempt } from '@breakwater/contracts';
import { Fault } from '@breakwater/kernel';
import { Peers } from '@breakwater/service-host';
import type { Situation } from '../domain/rules.js';
import type { Begun } from './due-acts.js';

const TIMEOUT_MS = 8000;
/** At once: each may make payment ask the provider. */
const AT_ONCE = 4;
/** Where it is the attempt itself that is in doubt. */
const IN_DOUBT: readonly Situation[] = [
  'outcome_unknown',
  'charged_not_known',
  'charged_after_end',
  'charged_not_captured',
  'paid_not_captured',
  'paid_without_payment',
  'held_after_end',
];

/** Null: payment knows no such attempt, or it was not to be asked. */
export type Refreshed = { readonly state: AttemptState | null } | { readonly error: unknown };

/** Lets payment ask the provider how attempts stand, each once. */
@Injectable()
export class RefreshAttempts {
  constructor(@Inject(Peers) private readonly peers: Peers) {}

  /** What came of each; never throws. */
  async run(all: readonly Begun[], onEach: () => Promise<void>): Promise<ReadonlyMap<Begun, Refreshed>> {
    const answers = new Map<string, Refreshed>();
    const left = new Set(all.flatMap((begun) => attemptInDoubt(begun) ?? []));
    const next = async (): Promise<void> => {
      for (const attemptId of left) {
        left.delete(attemptId);
        answers.set(attemptId, await this.ask(attemptId));
        await onEach();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    return new Map(all.map((begun) => [begun, answers.get(attemptInDoubt(begun) ?? '') ?? { state: null }]));
  }

  private async ask(attemptId: string): Promise<Refreshed> {
    const query = { refresh: 'true' } as const;
    try {
      const payment = this.peers.get('payment');
      return { state: (await payment.call(getAttempt, { params: { attemptId }, query, timeoutMs: TIMEOUT_MS })).state };
    } catch (error) {
      if (error instanceof Fault && error.code === 'payment.attempt.not_found') return { state: null };
      return { error };
    }
  }
}

function attemptInDoubt({ row: { life, target } }: Begun): string | null {
  return IN_DOUBT.includes(life.situation) ? target.attemptId : null;
}
