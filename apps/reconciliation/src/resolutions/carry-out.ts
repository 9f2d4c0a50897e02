import { Inject, Injectable } from '@nestjs/common';
import {
  adjustLedger,
  capture,
  refund,
  refundProviderCharge,
  reverseLedgerTransaction,
  voidAttempt,
} from '@breakwater/contracts';
import { Fault, isFault } from '@breakwater/kernel';
import { Peers } from '@breakwater/service-host';
import type { DiscrepancyRow } from '../discrepancies/discrepancy.row.js';
import type { Intent } from '../domain/discrepancy.js';
import type { Target } from '../domain/finding.js';
import { AT_BANK, AT_PROVIDER, BOOKS, ruleOf, type Situation } from '../domain/rules.js';
import type { Act } from '../domain/terms.js';
import { ReadSubject } from '../sources/read-subject.js';
import type { z } from 'zod';
import { actId } from './act-id.js';

const TIMEOUT_MS = 8000;

type AdjustmentKind = z.infer<typeof adjustLedger.body>['kind'];
type Result = Readonly<Record<string, unknown>>;
interface Work {
  readonly id: string;
  readonly target: Target;
  readonly intent: Intent;
  readonly reason: string;
  readonly row: DiscrepancyRow;
}

/** Carries a decision out at the service whose business it is, under an id of its own: repeating it is harmless. */
@Injectable()
export class CarryOut {
  private readonly acts: Readonly<Record<Exclude<Act, 'requery'>, (work: Work) => Promise<Result>>> = {
    adopt: (work) => this.adjust(work),
    write_off: (work) => this.adjust(work),
    capture: ({ target }) => this.move(capture, target),
    void: ({ target }) => this.move(voidAttempt, target),
    refund: (work) => this.refundAttempt(work),
    take_back: (work) => this.takeBack(work),
    refund_duplicate: (work) =>
      work.row.life.situation === 'second_attempt' ? this.refundAttempt(work) : this.refundCharge(work),
  };

  constructor(
    @Inject(Peers) private readonly peers: Peers,
    @Inject(ReadSubject) private readonly subjects: ReadSubject,
  ) {}

  /** What the service answered. Throws what it refused with. */
  async run(row: DiscrepancyRow, intent: Intent): Promise<Result> {
    const id = actId(row.id, intent.action, intent.round);
    const reason = `${ruleOf(row.life.situation).kind}: ${intent.note ?? 'by rule'}`.slice(0, 200);
    if (intent.action === 'requery') throw unfit('to ask again is no act on money');
    return this.acts[intent.action]({ id, target: intent.target ?? row.target, intent, reason, row });
  }

  private async adjust({ id, target, intent, reason, row }: Work): Promise<Result> {
    const { attemptId, providerReference, direction } = target;
    const kind = adjustmentKind(row.life.situation, intent.action, direction);
    const body = { kind, providerReference, attemptId, amount: intent.amount, reason };
    try {
      return await this.payment.call(adjustLedger, { params: { adjustmentId: id }, body, timeoutMs: TIMEOUT_MS });
    } catch (error) {
      if (!isFault(error) || error.code !== 'payment.adjustment.mismatch') throw error;
      // A former sending of it has booked, and something else than is asked for today.
      return { id, ledgerTransactionId: id, mismatch: true };
    }
  }

  /** Each booking by its mirror image, which is made once; then what the books say is read, so that it is not missed. */
  private async takeBack({ row, reason }: Work): Promise<Result> {
    const taken: string[] = [];
    for (const { action, result, takenBack } of row.life.done) {
      const transactionId = result['ledgerTransactionId'];
      if (!BOOKS.has(action) || takenBack === true || typeof transactionId !== 'string') continue;
      const call = { params: { transactionId }, body: { reason }, timeoutMs: TIMEOUT_MS };
      taken.push((await this.payment.call(reverseLedgerTransaction, call)).ledgerTransactionId);
    }
    await this.subjects.run(row.subject);
    return { ledgerTransactionIds: taken };
  }

  private async move(route: typeof capture, target: Target): Promise<Result> {
    const { state } = await this.payment.call(route, {
      params: { attemptId: attemptOf(target) },
      timeoutMs: TIMEOUT_MS,
    });
    return { attemptState: state };
  }

  private async refundAttempt({ id, target, intent, reason }: Work): Promise<Result> {
    const params = { attemptId: attemptOf(target), refundId: id };
    const body = { amount: intent.amount, reason };
    const { state } = await this.payment.call(refund, { params, body, timeoutMs: TIMEOUT_MS });
    return settled(state, { refundId: id });
  }

  private async refundCharge({ id, target, intent, reason }: Work): Promise<Result> {
    const { providerReference: reference } = target;
    if (reference === null) throw unfit('there is no charge to give back');
    const body = { providerReference: reference, amount: intent.amount, reason };
    const answer = await this.payment.call(refundProviderCharge, {
      params: { refundId: id },
      body,
      timeoutMs: TIMEOUT_MS,
    });
    return settled(answer.state, { refundId: id, providerReference: answer.providerReference });
  }

  private get payment() {
    return this.peers.get('payment');
  }
}

function adjustmentKind(situation: Situation, action: Act, direction: 'in' | 'out'): AdjustmentKind {
  if (AT_BANK.has(situation)) return `bank_${direction}`;
  if (AT_PROVIDER.has(situation)) return `movement_${direction}`;
  if (action === 'write_off') return action;
  return direction === 'in' ? 'adopt_charge' : 'adopt_refund';
}

function attemptOf({ attemptId }: Target): string {
  if (attemptId === null) throw unfit('no attempt is known');
  return attemptId;
}

/** A refund under way is done when the same id says so. */
function settled(state: string, result: Result): Result {
  if (state === 'succeeded') return { ...result, state };
  if (state === 'failed') throw unfit('the provider has refused the refund');
  throw new Fault('unavailable', 'reconciliation.resolution.pending', 'the refund is still under way');
}

function unfit(message: string): Fault {
  return new Fault('unprocessable', 'reconciliation.resolution.unfit', message);
}
