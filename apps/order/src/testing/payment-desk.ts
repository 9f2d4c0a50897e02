import type { AttemptState } from '@breakwater/contracts';
import type { PeerAnswer, PeerRequest, PeerScript } from '@breakwater/testing';
import { providerThatIs } from './peers.js';

interface DeskAttempt {
  state: AttemptState;
  orderId: string;
  amountMinor: number;
  readonly refunds: Map<string, number>;
}

type Verb = 'authorize' | 'look' | 'capture' | 'void' | 'refund';
const LIVE: readonly AttemptState[] = ['created', 'requires_action', 'authorized', 'unknown'];

/** Payment with a memory: every attempt in its state, moved as payment moves it. */
export class PaymentDesk {
  readonly attempts = new Map<string, DeskAttempt>();
  /** What a card comes to; every other one is authorised. */
  readonly cards = new Map<string, AttemptState>();
  /** What happens instead of an answer: before anything is done, or (`after`) when it was done. */
  readonly trouble = new Map<Verb, PeerAnswer | { readonly after: PeerAnswer }>();
  /** The reason of a refund that the provider is slow with: recorded, and pending for as long as it is in here. */
  readonly slowRefunds = new Set<string>();
  /** Held up until this is resolved. */
  readonly gates = new Map<Verb, Promise<void>>();

  readonly script: PeerScript = async (request) => {
    if (request.path.startsWith('/internal/provider/')) return providerThatIs('closed')(request.path);
    const verb = verbOf(request);
    await this.gates.get(verb);
    const trouble = this.trouble.get(verb);
    if (trouble !== undefined && !(typeof trouble === 'object' && 'after' in trouble)) return trouble;
    const answer = this.work(verb, request);
    return trouble === undefined ? answer : trouble.after;
  };

  /** Attempts of the order in the order of their making. */
  of(orderId: string): DeskAttempt[] {
    return [...this.attempts.values()].filter((attempt) => attempt.orderId === orderId);
  }

  /** What the customer was charged and has not got back. */
  kept(orderId: string): number {
    return this.of(orderId).reduce((sum, attempt) => sum + charged(attempt) - refunded(attempt), 0);
  }

  private work(verb: Verb, { path, body }: PeerRequest): PeerAnswer {
    const [, , , id = '', , refundId = ''] = path.split('/');
    if (verb === 'authorize' && !this.attempts.has(id)) this.open(id, body as Authorization);
    const attempt = this.attempts.get(id);
    if (attempt === undefined) return refusal(404, 'payment.attempt.not_found');
    if (verb === 'refund') return this.refund(attempt, id, refundId, body as AskedRefund);
    if (verb === 'void' && LIVE.includes(attempt.state)) attempt.state = 'voided';
    if (verb === 'capture' && attempt.state === 'authorized') attempt.state = 'captured';
    const wrong =
      (verb === 'void' && charged(attempt) > 0) ||
      (verb === 'capture' && attempt.state !== 'captured' && attempt.state !== 'refunded');
    if (wrong) return refusal(409, 'payment.attempt.illegal_move', { state: attempt.state });
    return { status: 200, body: this.view(id, attempt) };
  }

  private refund(attempt: DeskAttempt, id: string, refundId: string, { amount, reason }: AskedRefund): PeerAnswer {
    const state = this.slowRefunds.has(reason) ? 'pending' : 'succeeded';
    return state === 'pending'
      ? { status: 200, body: { id: refundId, attemptId: id, amount, state } }
      : refund(attempt, id, refundId, amount);
  }

  private open(id: string, { orderId, amount, paymentMethod }: Authorization): void {
    const state = this.cards.get(paymentMethod) ?? 'authorized';
    this.attempts.set(id, { state, orderId, amountMinor: amount.amountMinor, refunds: new Map() });
  }

  private view(id: string, { state, orderId, amountMinor }: DeskAttempt): object {
    return {
      id,
      orderId,
      state,
      amount: { amountMinor, currency: 'EUR' },
      providerReference: `pi_${id}`,
      decline: state === 'declined' ? { code: 'insufficient_funds', message: 'Not enough money.' } : null,
      nextActionUrl: state === 'requires_action' ? 'https://bank.example/3ds' : null,
      updatedAt: new Date().toISOString(),
    };
  }
}

interface Authorization {
  readonly orderId: string;
  readonly amount: { readonly amountMinor: number };
  readonly paymentMethod: string;
}

interface AskedRefund {
  readonly amount: { readonly amountMinor: number };
  readonly reason: string;
}

function verbOf({ method, path }: PeerRequest): Verb {
  const verb = path.split('/')[4];
  if (verb === undefined) return method === 'PUT' ? 'authorize' : 'look';
  return verb === 'refunds' ? 'refund' : (verb as 'capture' | 'void');
}

function refund(attempt: DeskAttempt, attemptId: string, id: string, amount: { amountMinor: number }): PeerAnswer {
  const before = attempt.refunds.get(id);
  if (before === undefined && amount.amountMinor > charged(attempt) - refunded(attempt))
    return refusal(422, 'payment.refund.exceeds_capture');
  attempt.refunds.set(id, before ?? amount.amountMinor);
  if (refunded(attempt) === attempt.amountMinor) attempt.state = 'refunded';
  return { status: 200, body: { id, attemptId, amount, state: 'succeeded' } };
}

function charged({ state, amountMinor }: DeskAttempt): number {
  return state === 'captured' || state === 'refunded' ? amountMinor : 0;
}

function refunded({ refunds }: DeskAttempt): number {
  return [...refunds.values()].reduce((sum, minor) => sum + minor, 0);
}

function refusal(status: number, code: string, details?: unknown): PeerAnswer {
  return { status, body: { error: { code, message: code, details } } };
}
