/** As in the contract; the domain knows kernel and its siblings alone. */
export type DiscrepancyKind =
  | 'missing_internal'
  | 'missing_provider'
  | 'missing_payout'
  | 'amount'
  | 'currency'
  | 'fee'
  | 'duplicate_charge'
  | 'duplicate_event'
  | 'status'
  | 'timing'
  | 'orphan_refund'
  | 'refund_exceeds_capture'
  | 'payout_sum'
  | 'unknown_stale'
  | 'ledger';

export type DiscrepancyState = 'open' | 'waiting' | 'resolved' | 'aged_out';

export type Owner = 'order' | 'payment' | 'provider' | 'bank' | 'finance';

/** What is carried out at another service. */
export type Act = Exclude<DecisionAction, 'accept'> | 'take_back';
export type RuleAction = 'adopt' | 'capture' | 'void' | 'refund_duplicate' | 'requery' | 'age_out';
export type DecisionAction =
  'adopt' | 'write_off' | 'capture' | 'void' | 'refund_duplicate' | 'refund' | 'requery' | 'accept';
export type ResolutionAction = DecisionAction | 'take_back' | 'age_out' | 'disappeared';
