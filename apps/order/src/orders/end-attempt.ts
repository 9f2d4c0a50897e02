import { Inject, Injectable } from '@nestjs/common';
import { type Attempt, getAttempt, voidAttempt } from '@breakwater/contracts';
import { isFault } from '@breakwater/kernel';
import { Peers } from '@breakwater/service-host';
import { derivedId } from './derived-id.js';

/** Longer than other calls: the provider is behind it, and giving up early only makes an unknown outcome. */
export const PAYMENT_TIMEOUT_MS = 6000;

/** Sees to it that nobody is charged by an attempt any more, as far as that is still possible. */
@Injectable()
export class EndAttempt {
  constructor(@Inject(Peers) private readonly peers: Peers) {}

  /** The attempt as it is then; captured, should it be too late. Throws what payment's void throws. */
  async end(attemptId: string): Promise<Attempt> {
    const call = { params: { attemptId }, timeoutMs: PAYMENT_TIMEOUT_MS };
    const payment = this.peers.get('payment');
    try {
      return await payment.call(voidAttempt, call);
    } catch (error) {
      if (!isFault(error) || error.code !== 'payment.attempt.illegal_move') throw error;
      return payment.call(getAttempt, { ...call, query: {} });
    }
  }
}

/** A charge that nobody wanted is given back once, whoever finds it. */
export function refundOfCharge(attemptId: string): string {
  return derivedId('charge found', attemptId);
}
