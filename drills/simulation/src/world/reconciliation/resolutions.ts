import type { Intent } from '@breakwater/reconciliation/domain/discrepancy';
import type { Subject } from '@breakwater/reconciliation/domain/facts';
import { Fault } from '@breakwater/kernel';
import type { Context } from '../../engine/engine.js';
import type { Task } from '../../engine/task.js';
import type { Payment } from '../payment/payment.js';
import type { DiscrepancyRow } from './reconciliation.js';

const TIMEOUT_MS = 8_000;
type Result = Readonly<Record<string, unknown>>;

/** carry-out.ts and doings.ts: what is decided is done at payment, under an id of its own, so that a repeat is harmless. */
export class Resolutions {
  constructor(private readonly payment: Payment) {}

  *carryOut(context: Context, row: DiscrepancyRow, intent: Intent): Task<Result> {
    const { attempts, refunds } = this.payment;
    const { target } = row.finding;
    const { attemptId } = target;
    const call = <T>(handle: (there: Context) => Task<T>): Task<T> =>
      this.payment.service.call(context, intent.action, TIMEOUT_MS, handle);
    switch (intent.action) {
      case 'adopt':
      case 'write_off': {
        const kind =
          intent.action === 'write_off' ? 'write_off' : target.direction === 'in' ? 'adopt_charge' : 'adopt_refund';
        const id = `${row.key} ${intent.action} ${intent.round}`;
        yield* call((there) =>
          this.payment.adjust(there, id, kind, attemptId, target.providerReference, intent.amount.amountMinor),
        );
        return {};
      }
      case 'take_back':
        throw new Fault('internal', 'simulation.act.unknown', 'here the provider takes nothing out of its report');
      case 'capture':
        return { state: (yield* call((there) => attempts.capture(there, known(attemptId)))).state };
      case 'void':
        return { state: (yield* call((there) => attempts.void(there, known(attemptId)))).state };
      case 'requery':
        if (attemptId !== null) yield* call((there) => attempts.refresh(there, attemptId));
        return {};
      case 'refund':
      case 'refund_duplicate': {
        const refundId = known(attemptId).replace(/^0b0/, `0c${7 - (intent.round % 4)}`);
        const { state } = yield* call((there) =>
          refunds.refund(there, refundId, known(attemptId), intent.amount.amountMinor),
        );
        if (state !== 'succeeded') throw new Fault('unprocessable', 'reconciliation.resolution.unfit', state);
        return {};
      }
    }
  }

  /** What the resolutions of one subject have done to the facts that its judge will see. */
  doingsOf(rows: readonly DiscrepancyRow[]): Pick<Subject, 'adjusted' | 'refundsOfOurs' | 'refundUnderWay'> {
    const adjusted = new Map<string, number>();
    for (const { life, finding } of rows)
      for (const { action, amount, takenBack } of life.done) {
        const { attemptId, direction } = finding.target;
        if (attemptId === null || takenBack === true || (action !== 'adopt' && action !== 'write_off')) continue;
        adjusted.set(
          attemptId,
          (adjusted.get(attemptId) ?? 0) + (direction === 'in' ? amount.amountMinor : -amount.amountMinor),
        );
      }
    return {
      adjusted,
      refundsOfOurs: new Set(),
      refundUnderWay: rows.some(({ life }) => life.pending?.action.startsWith('refund') === true),
    };
  }
}

function known(attemptId: string | null): string {
  if (attemptId === null) throw new Fault('unprocessable', 'reconciliation.resolution.unfit', 'no attempt is known');
  return attemptId;
}
