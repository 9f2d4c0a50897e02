import type { Knowledge, Subject } from '../facts.js';
import { type Finding, shown } from '../finding.js';
import { judgeAttempts } from './attempts.js';
import { finding, judgeCharges } from './charges.js';
import { type Group, groupOf } from './group.js';
import { judgeOrders } from './orders.js';
import { judgePayouts } from './payouts.js';
import { judgeRefunds } from './refunds.js';
import { Sight } from './sight.js';

export interface Judgement {
  readonly findings: readonly Finding[];
  /** What is neither seen nor gone: see `Sight`. */
  readonly heldBack: readonly Finding[];
  /** Movements of the provider that ours explain to the cent, by their ids. */
  readonly matched: readonly string[];
  /** When time alone may change the judgement. */
  readonly lookAgainAtMs: number | null;
  /** See `Sight`. */
  readonly readAgainFromMs: number | null;
  readonly askWhetherSettled: boolean;
}

/** Everything about which the sources do not agree in one subject. Pure: the same facts, the same judgement. */
export function judge(subject: Subject, knowledge: Knowledge): Judgement {
  const sight = new Sight(knowledge);
  const group = groupOf(subject);
  judgeCharges(subject, group, sight);
  judgeRefunds(subject, group, sight);
  judgeAttempts(subject, group, sight);
  judgeOrders(subject, sight);
  judgePayouts(subject, sight);
  judgeRest(group, sight);
  judgeBooks(subject, sight);
  const { findings, heldBack, matched, lookAgainAtMs, readAgainFromMs, askWhetherSettled } = sight;
  return { findings, heldBack, matched, lookAgainAtMs, readAgainFromMs, askWhetherSettled };
}

/** What payment's own look at the whole ledger finds: no money can be put to it. */
function judgeBooks({ flaws }: Subject, sight: Sight): void {
  for (const { id, found, seenAtMs } of flaws) {
    const about = { orderId: null, attemptId: null, reference: null, direction: 'in' } as const;
    const rest = {
      // ISO 4217 for "no currency": books that are broken are so in all of them.
      unexplained: { amountMinor: 0, currency: 'XXX' },
      at: new Date(seenAtMs).toISOString(),
      evidence: { id },
    };
    sight.name(finding('ledger_broken', id, about, 'books that balance and whose seals hold', found, rest));
  }
}

/** What the provider reports twice, and what is neither charge nor refund nor payout. */
function judgeRest({ repeated, other, cameBack }: Group, sight: Sight): void {
  sight.matched.push(...cameBack.map(({ id }) => id));
  for (const moved of repeated) {
    const reference = moved.source ?? moved.id;
    const about = { orderId: null, attemptId: moved.attemptId, reference, direction: 'in' } as const;
    const found = `${reference} stands in the report once more, as ${moved.id}`;
    const rest = { unexplained: moved.amount, at: moved.createdAt, evidence: { transaction: moved } };
    sight.name(finding('reported_twice', moved.id, about, 'each movement once', found, rest));
  }
  for (const moved of other) {
    const direction = moved.net.amountMinor < 0 ? 'out' : 'in';
    const about = { orderId: null, attemptId: null, reference: moved.id, direction } as const;
    const found = `the provider moved ${shown(moved.net)}`;
    const rest = { unexplained: moved.net, at: moved.createdAt, evidence: { transaction: moved } };
    sight.nameIfSilent(
      'payment',
      moved.seenAtMs,
      finding('stray_movement', moved.id, about, 'no such movement', found, rest),
    );
  }
}
