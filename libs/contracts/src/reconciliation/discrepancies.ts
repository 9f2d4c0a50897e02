import { z } from 'zod';
import { Line, Money, Timestamp, Uuid } from '../shared/primitives.js';

export const DiscrepancyKind = z
  .enum([
    'missing_internal', // the provider moved money that we never recorded
    'missing_provider', // we recorded money that the provider does not show
    'missing_payout', // a payout that is not on the bank statement, or money on it that is no payout
    'amount',
    'currency',
    'fee', // the provider kept something else than our books say
    'duplicate_charge', // one order or one PaymentIntent was charged twice
    'duplicate_event', // one movement stands twice in the provider's report
    'status', // taken here, failed or open there
    'timing', // one side has it, the other may have it in a moment; ages out by itself
    'orphan_refund', // the provider gave back what we never asked it to
    'refund_exceeds_capture',
    'payout_sum', // a payout is not the sum of what it carries, or the bank received something else
    'unknown_stale', // nobody has said for too long whether the money moved
    'ledger', // the books do not hold what the attempts say, do not balance, or their seals are broken
  ])
  .meta({ id: 'DiscrepancyKind' });
export type DiscrepancyKind = z.infer<typeof DiscrepancyKind>;

/** open: being dealt with by a rule. waiting: no rule allows anything (more), a person decides. */
export const DiscrepancyState = z.enum(['open', 'waiting', 'resolved', 'aged_out']).meta({ id: 'DiscrepancyState' });
export type DiscrepancyState = z.infer<typeof DiscrepancyState>;

export const ResolutionAction = z
  .enum([
    'adopt', // book it: the provider or the bank is right, our books did not know
    'write_off', // book it: what we recorded is not there and never will be
    'capture', // take, or take note of, the authorised money
    'void', // give the authorisation back
    'refund_duplicate', // give back what was charged once too often
    'refund', // give back what we keep without an order
    'requery', // ask the provider again
    'accept', // a person has looked at it and explains it in the note; nothing is booked
    'take_back', // what was booked for it is taken back: its reason is gone, as when the provider reports late
    'age_out', // it was only late
    'disappeared', // the sources agree by now without anybody's doing
  ])
  .meta({ id: 'ResolutionAction' });
export type ResolutionAction = z.infer<typeof ResolutionAction>;

/** What an operator may decide. */
export const DecisionAction = z
  .enum(['adopt', 'write_off', 'capture', 'void', 'refund_duplicate', 'refund', 'requery', 'accept'])
  .meta({ id: 'DecisionAction' });
export type DecisionAction = z.infer<typeof DecisionAction>;

export const Resolution = z
  .object({
    action: ResolutionAction,
    /** `rule`, or who decided. */
    by: z.string(),
    note: z.string().nullable(),
    at: Timestamp,
    /** What the service that carried it out answered. */
    result: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Resolution' });
export type Resolution = z.infer<typeof Resolution>;

export const Discrepancy = z
  .object({
    id: Uuid,
    kind: DiscrepancyKind,
    state: DiscrepancyState,
    orderId: Uuid.nullable(),
    attemptId: Uuid.nullable(),
    /** The provider's id of the PaymentIntent, charge, refund or payout that it is about. */
    providerReference: z.string().nullable(),
    expected: z.string(),
    found: z.string(),
    /** Money that nobody has explained yet; what is resolved has none left. */
    unexplained: Money,
    /** The facts of each side as they were read. */
    evidence: z.record(z.string(), z.unknown()),
    /** The service, or the people, who have to look at it. */
    owner: z.enum(['order', 'payment', 'provider', 'bank', 'finance']),
    firstSeenAt: Timestamp,
    lastSeenAt: Timestamp,
    /** From the first sight until now, or until it was resolved. */
    ageSeconds: z.int(),
    /** What the rule does about it; null when none allows anything. */
    automaticAction: ResolutionAction.nullable(),
    /** How often the rule has tried. */
    tries: z.int(),
    lastError: z.string().nullable(),
    /** What an operator may decide now. */
    permittedActions: z.array(DecisionAction),
    resolution: Resolution.nullable(),
  })
  .meta({ id: 'Discrepancy' });
export type Discrepancy = z.infer<typeof Discrepancy>;

/** What happened to it, oldest first: append-only. */
export const DiscrepancyLogEntry = z
  .object({
    at: Timestamp,
    /** Such as `named`, `decided`, `withdrawn` (dropped by a last look), `acted`, `failed`, `resolved`, `reopened`. */
    event: z.string(),
    by: z.string(),
    action: ResolutionAction.nullable(),
    note: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'DiscrepancyLogEntry' });
export type DiscrepancyLogEntry = z.infer<typeof DiscrepancyLogEntry>;

const DiscrepancyCounts = z
  .object({ open: z.int(), waiting: z.int(), resolved: z.int(), agedOut: z.int() })
  .meta({ id: 'DiscrepancyCounts' });

/** Newest first; all states when none is asked for. Needs the operator role, as all below. */
export const listDiscrepancies = {
  method: 'GET',
  path: '/reconciliation/discrepancies',
  query: z.strictObject({
    state: DiscrepancyState.optional(),
    kind: DiscrepancyKind.optional(),
    after: Uuid.optional().describe('the `next` of the page before'),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  responses: {
    200: z
      .object({
        items: z.array(Discrepancy),
        next: Uuid.nullable(),
        counts: DiscrepancyCounts,
        /** Sum of what is open or waiting, per currency. */
        unexplained: z.array(Money),
        /** How far each source has been read without a gap; null: not yet. */
        readUntil: z.record(z.string(), Timestamp.nullable()),
      })
      .meta({ id: 'DiscrepancyList' }),
  },
} as const;

const one = z.strictObject({ discrepancyId: Uuid });
const WithLog = Discrepancy.extend({ log: z.array(DiscrepancyLogEntry) }).meta({ id: 'DiscrepancyWithLog' });
export type DiscrepancyWithLog = z.infer<typeof WithLog>;

export const getDiscrepancy = {
  method: 'GET',
  path: '/reconciliation/discrepancies/:discrepancyId',
  params: one,
  responses: { 200: WithLog },
  errors: ['reconciliation.discrepancy.not_found'],
} as const;

/**
 * A person decides. What is decided is recorded with name and note before it is done; 200 with the state after the attempt.
 * The same decision once more is no second one. Not possible while a rule is at it, or when the action is not permitted.
 */
export const decideDiscrepancy = {
  method: 'POST',
  path: '/reconciliation/discrepancies/:discrepancyId/decision',
  params: one,
  body: z.strictObject({ action: DecisionAction, note: Line(500) }),
  responses: { 200: WithLog },
  errors: [
    'reconciliation.discrepancy.not_found',
    'reconciliation.decision.not_permitted',
    'reconciliation.decision.in_progress',
  ],
  idempotent: true,
} as const;
