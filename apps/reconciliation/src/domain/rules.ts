import type { Source } from './facts.js';
import type { DecisionAction, DiscrepancyKind, Owner, RuleAction } from './terms.js';

interface Rule {
  readonly kind: DiscrepancyKind;
  readonly owner: Owner;
  /** What is done about it without asking anybody; null: a person decides. */
  readonly automatic: RuleAction | null;
  /** What a person may decide. */
  readonly person: readonly DecisionAction[];
  /** What the rule's act rests on: it is not named before all of them have been read past the event. */
  readonly restsOn: readonly Source[];
}

/**
 * What each situation is called, who has to look at it, what the rule allows and what a person may do. Nothing is done
 * automatically that takes a customer's money or gives away ours: rules book what is there, finish what was promised,
 * give back what was taken twice, and ask again. What moves or books money rests on sources that were read after the event.
 * Where the books hold something else than the provider or the bank, a person books it; accepting would leave them wrong.
 */
export const RULES = {
  stray_charge: rule(
    'missing_internal',
    'payment',
    'adopt',
    ['adopt', 'refund_duplicate', 'accept'],
    ['payment', 'provider'],
  ),
  stray_movement: rule('missing_internal', 'finance', null, ['adopt', 'accept']),
  capture_not_there: rule('missing_provider', 'provider', 'requery', ['requery', 'write_off', 'accept']),
  refund_not_there: rule('missing_provider', 'provider', 'requery', ['requery', 'adopt']),
  payout_not_banked: rule('missing_payout', 'bank', 'requery', ['requery', 'write_off']),
  banked_without_payout: rule('missing_payout', 'bank', 'requery', ['requery', 'adopt']),

  charge_differs: rule('amount', 'finance', null, ['adopt', 'write_off', 'accept']),
  refund_differs: rule('amount', 'finance', null, ['adopt', 'write_off', 'accept']),
  kept_too_much: rule('amount', 'finance', null, ['refund', 'accept']),
  other_currency: rule('currency', 'finance', null, ['accept']),
  fee_differs: rule('fee', 'provider', 'requery', ['requery', 'adopt']),

  charged_again: rule(
    'duplicate_charge',
    'payment',
    'refund_duplicate',
    ['refund_duplicate', 'accept'],
    ['payment', 'provider'],
  ),
  second_attempt: rule(
    'duplicate_charge',
    'payment',
    'refund_duplicate',
    ['refund_duplicate', 'accept'],
    ['order', 'payment'],
  ),
  reported_twice: rule('duplicate_event', 'provider', 'requery', ['requery', 'accept']),

  charged_not_captured: rule('status', 'payment', 'capture', ['capture', 'requery', 'accept'], ['payment', 'provider']),
  charged_not_known: rule('status', 'payment', 'requery', ['requery', 'accept']),
  charged_after_end: rule('status', 'payment', 'requery', ['requery', 'adopt', 'refund_duplicate', 'accept']),
  paid_not_captured: rule('status', 'payment', 'capture', ['capture', 'requery', 'accept'], ['order', 'payment']),
  paid_without_payment: rule('status', 'order', 'requery', ['requery', 'accept']),
  held_after_end: rule('status', 'payment', 'void', ['void', 'requery', 'accept'], ['order', 'payment']),
  kept_without_order: rule('status', 'order', 'requery', ['requery', 'refund', 'accept']),

  orphan_refund: rule('orphan_refund', 'payment', 'adopt', ['adopt', 'accept'], ['payment', 'provider']),
  refunds_exceed_capture: rule('refund_exceeds_capture', 'finance', null, ['adopt', 'accept']),
  payout_sum: rule('payout_sum', 'provider', 'requery', ['requery', 'accept']),
  bank_sum: rule('payout_sum', 'bank', 'requery', ['requery', 'adopt']),
  outcome_unknown: rule('unknown_stale', 'payment', 'requery', ['requery', 'accept']),
  ledger_differs: rule('ledger', 'finance', null, ['accept']),
  ledger_broken: rule('ledger', 'finance', null, ['accept']),

  on_its_way: rule('timing', 'payment', 'age_out', []),
} as const satisfies Readonly<Record<string, Rule>>;

export type Situation = keyof typeof RULES;

export function ruleOf(situation: Situation): Rule {
  return RULES[situation];
}

/** Actions that leave a booking or move money: done once for one finding, never again because it is still seen. */
export const ONCE: ReadonlySet<string> = new Set(['adopt', 'write_off', 'refund', 'refund_duplicate', 'take_back']);
/** Those that leave a booking, which is taken back when its reason is gone. */
export const BOOKS: ReadonlySet<string> = new Set(['adopt', 'write_off']);

/** Where it is the account that holds something else than the books. */
export const AT_BANK: ReadonlySet<Situation> = new Set(['payout_not_banked', 'banked_without_payout', 'bank_sum']);
/** Where the provider holds something else, for another reason than a charge or a refund that is not ours. */
export const AT_PROVIDER: ReadonlySet<Situation> = new Set(['stray_movement', 'refund_not_there', 'fee_differs']);

/** What is only late has the name of what it would be. */
export const timingRef = (becomes: Situation, ref: string): string => `${becomes}:${ref}`;

function rule(
  kind: DiscrepancyKind,
  owner: Owner,
  automatic: RuleAction | null,
  person: readonly DecisionAction[],
  restsOn: readonly Source[] = [],
): Rule {
  return { kind, owner, automatic, person, restsOn };
}
