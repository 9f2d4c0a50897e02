import { setTimeout as pause } from 'node:timers/promises';
import type { AttemptState, ProviderState } from '@breakwater/contracts';
import type { PeerAnswer, PeerRequest, PeerScript } from '@breakwater/testing';

interface DoubleAttempt {
  readonly id: string;
  readonly orderId: string;
  readonly amountMinor: number;
  state: AttemptState;
  /** How often money was taken for it. */
  captures: number;
  refundedMinor: number;
}

/** Payment that remembers: one attempt per id, and what was charged. It has a provider that can be out. */
export class PaymentDouble {
  provider: ProviderState = 'closed';
  /** What the bank says to a new attempt. */
  bank: AttemptState = 'authorized';
  latencyMs = 0;
  readonly attempts = new Map<string, DoubleAttempt>();
  /** Orders in the order in which their payment was asked for while the provider was there. */
  readonly asked: string[] = [];
  /** How often a payment was asked for while the provider was out. */
  refused = 0;
  probes = 0;

  get isOut(): boolean {
    return this.provider === 'open' || this.provider === 'half_open';
  }

  attemptsOf(orderId: string): DoubleAttempt[] {
    return [...this.attempts.values()].filter((attempt) => attempt.orderId === orderId);
  }

  readonly script: PeerScript = async (request) => {
    if (request.path.startsWith('/internal/provider/')) return this.health(request.path);
    if (this.latencyMs > 0) await pause(this.latencyMs);
    const [, , , id = '', verb = '', refundId = ''] = request.path.split('/');
    if (verb === '' && request.method === 'PUT') return this.authorize(id, request);
    const attempt = this.attempts.get(id);
    if (attempt === undefined) return refusal(404, 'payment.attempt.not_found');
    if (verb === '') return shown(attempt);
    if (this.isOut) return refusal(503, 'payment.provider.unavailable');
    return this.move(attempt, verb, refundId, request);
  };

  private health(path: string): PeerAnswer {
    if (!path.endsWith('/probe'))
      return { status: 200, body: { state: this.provider, since: new Date().toISOString() } };
    this.probes++;
    return { status: 200, body: { healthy: !this.isOut } };
  }

  private authorize(id: string, { body }: PeerRequest): PeerAnswer {
    if (this.isOut) {
      this.refused++;
      return refusal(503, 'payment.provider.unavailable');
    }
    const { orderId, amount } = body as { orderId: string; amount: { amountMinor: number } };
    this.asked.push(orderId);
    const known = this.attempts.get(id);
    if (known !== undefined) return shown(known);
    const { amountMinor } = amount;
    const attempt = { id, orderId, amountMinor, state: this.bank, captures: 0, refundedMinor: 0 };
    this.attempts.set(id, attempt);
    return shown(attempt);
  }

  private move(attempt: DoubleAttempt, verb: string, refundId: string, { body }: PeerRequest): PeerAnswer {
    if (verb === 'refunds') {
      const { amount } = body as { amount: { amountMinor: number; currency: string } };
      attempt.refundedMinor += amount.amountMinor;
      return { status: 200, body: { id: refundId, attemptId: attempt.id, amount, state: 'succeeded' } };
    }
    if (verb === 'capture' && attempt.state === 'authorized') {
      attempt.captures++;
      attempt.state = 'captured';
    }
    if (verb === 'void' && attempt.state !== 'captured') attempt.state = 'voided';
    return shown(attempt);
  }
}

function shown({ id, orderId, amountMinor, state }: DoubleAttempt): PeerAnswer {
  return {
    status: 200,
    body: {
      id,
      orderId,
      state,
      amount: { amountMinor, currency: 'EUR' },
      providerReference: 'pi_1',
      decline: state === 'declined' ? { code: 'insufficient_funds', message: 'Not enough money.' } : null,
      nextActionUrl: state === 'requires_action' ? 'https://bank.example/3ds' : null,
      updatedAt: new Date().toISOString(),
    },
  };
}

function refusal(status: number, code: string): PeerAnswer {
  return { status, body: { error: { code, message: code } } };
}
