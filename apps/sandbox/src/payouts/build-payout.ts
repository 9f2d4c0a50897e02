import type { Stripe } from 'stripe';
import type { Payout } from '../domain/money-moves.js';

export function buildPayout(payout: Payout): Stripe.Payout {
  return {
    id: payout.id,
    object: 'payout',
    amount: payout.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: payout.arrivalDate,
    automatic: true,
    balance_transaction: payout.balanceTransaction,
    created: payout.created,
    currency: payout.currency,
    description: 'STRIPE PAYOUT',
    destination: 'ba_3SandboxBankAccount',
    failure_balance_transaction: payout.failureBalanceTransaction ?? null,
    failure_code: payout.status === 'failed' ? 'account_closed' : null,
    failure_message: payout.status === 'failed' ? 'The bank account has been closed.' : null,
    livemode: false,
    metadata: {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: 'completed',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: payout.status,
    trace_id: payout.status === 'paid' ? { status: 'supported', value: payout.id } : { status: 'pending', value: null },
    type: 'bank_account',
  };
}
