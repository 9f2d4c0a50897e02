import type {
  DecisionAction,
  Discrepancy,
  DiscrepancyKind,
  DiscrepancyState,
  ResolutionAction,
} from '@breakwater/contracts';
import type { Tone } from '@breakwater/web';

interface KindWords {
  readonly name: string;
  readonly meaning: string;
}

const KINDS: Record<DiscrepancyKind, KindWords> = {
  missing_internal: {
    name: 'Missing in our books',
    meaning: 'The provider moved money that we never recorded.',
  },
  missing_provider: { name: 'Missing at the provider', meaning: 'We recorded money that the provider does not show.' },
  missing_payout: {
    name: 'Missing payout',
    meaning: 'A payout that is not on the bank statement, or money on it that is no payout.',
  },
  amount: { name: 'Other amount', meaning: 'Both sides know the movement, with different amounts.' },
  currency: { name: 'Other currency', meaning: 'Both sides know the movement, in different currencies.' },
  fee: { name: 'Other fee', meaning: 'The provider kept something else than our books say.' },
  duplicate_charge: { name: 'Charged twice', meaning: 'One order or one payment was charged more than once.' },
  duplicate_event: { name: 'Reported twice', meaning: 'One movement stands twice in the provider’s report.' },
  status: { name: 'Other state', meaning: 'Taken on one side, failed or open on the other.' },
  timing: { name: 'Late', meaning: 'One side has it, the other may have it in a moment. It ages out by itself.' },
  orphan_refund: { name: 'Refund nobody asked for', meaning: 'The provider gave back what we never asked it to.' },
  refund_exceeds_capture: { name: 'Refund too high', meaning: 'More was given back than was taken.' },
  payout_sum: {
    name: 'Payout does not add up',
    meaning: 'A payout is not the sum of what it carries, or the bank received something else.',
  },
  unknown_stale: { name: 'Unknown for too long', meaning: 'Nobody has said for too long whether the money moved.' },
  ledger: {
    name: 'Ledger',
    meaning: 'The books do not hold what the payments say, do not balance, or their seals are broken.',
  },
};

/** A kind that is newer than this page is shown by its name. */
export const kindWords = (kind: DiscrepancyKind): KindWords =>
  (KINDS as Partial<Record<string, KindWords>>)[kind] ?? { name: kind.replaceAll('_', ' '), meaning: '' };

export const KIND_NAMES = (Object.keys(KINDS) as DiscrepancyKind[]).map((kind) => ({ kind, name: KINDS[kind].name }));

const STATES: Record<DiscrepancyState, { name: string; tone: Tone }> = {
  open: { name: 'Open', tone: 'warning' },
  waiting: { name: 'Waiting', tone: 'bad' },
  resolved: { name: 'Resolved', tone: 'good' },
  aged_out: { name: 'Aged out', tone: 'info' },
};

export const stateWords = (state: DiscrepancyState): { name: string; tone: Tone } => STATES[state];

const ACTIONS: Record<DecisionAction, { name: string; effect: string }> = {
  adopt: { name: 'Adopt', effect: 'The provider is right: book it with us.' },
  write_off: { name: 'Write off', effect: 'It is not there and never will be: book it as a loss.' },
  capture: { name: 'Capture', effect: 'Take, or take note of, the money that was promised.' },
  void: { name: 'Void', effect: 'Let the promised money go.' },
  refund_duplicate: { name: 'Refund the duplicate', effect: 'Give back what was charged once too often.' },
  refund: { name: 'Refund', effect: 'Give back what we keep without an order.' },
  requery: { name: 'Ask again', effect: 'Read it at the provider once more. Moves no money.' },
  accept: { name: 'Accept', effect: 'It is explained by your note. Nothing is booked.' },
};

export const actionWords = (action: DecisionAction): { name: string; effect: string } => ACTIONS[action];

const BY_ITSELF: Record<Exclude<ResolutionAction, DecisionAction>, string> = {
  take_back: 'What was booked for it was taken back',
  age_out: 'It was only late',
  disappeared: 'The sources agree by now',
};

export const actionName = (action: ResolutionAction): string =>
  action === 'age_out' || action === 'disappeared' || action === 'take_back' ? BY_ITSELF[action] : ACTIONS[action].name;

/** What it is about, the most telling first. */
export function concerns(item: Pick<Discrepancy, 'orderId' | 'attemptId' | 'providerReference'>): string {
  return item.orderId ?? item.providerReference ?? item.attemptId ?? '–';
}

const ERRORS: Readonly<Record<string, string>> = {
  'reconciliation.decision.not_permitted': 'This is not permitted any more. Please look at it as it is now.',
  'reconciliation.decision.in_progress': 'A rule is working on it at this moment. Please try again shortly.',
  'reconciliation.discrepancy.not_found': 'There is no such discrepancy.',
};

export const decisionTrouble = (code: string, message: string): string => ERRORS[code] ?? message;
