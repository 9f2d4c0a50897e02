import { decide } from '../domain/decide-discrepancy.js';
import { isExplained, isOver } from '../domain/discrepancy-ends.js';
import type { Finding } from '../domain/finding.js';
import type { ProviderFact } from '../domain/facts.js';
import { isLeftToPayment } from '../domain/left-to-payment.js';
import type { Judgement } from '../domain/judge/judge.js';
import { type Situation, timingRef } from '../domain/rules.js';
import type { LogLine } from './discrepancy.repository.js';
import type { DiscrepancyRow } from './discrepancy.row.js';

export interface Changes {
  readonly rows: DiscrepancyRow[];
  readonly log: (LogLine & { readonly id: string })[];
}

export interface Context {
  readonly nowMs: number;
  readonly newId: () => string;
  readonly dayOf: (ms: number) => string;
}

const keyOf = (situation: Situation, ref: string): string => `${situation} ${ref}`;

/**
 * What becomes of a subject's discrepancies when this is all that is found; what is held back stays as it is. Adds to
 * `changes`.
 */
export function applyJudgement(
  subject: string,
  { findings, heldBack }: Pick<Judgement, 'findings' | 'heldBack'>,
  shown: readonly ProviderFact[],
  known: readonly DiscrepancyRow[],
  context: Context,
  changes: Changes,
): void {
  const left = new Map(known.map((row) => [keyOf(row.life.situation, row.ref), row]));
  const found = new Set<string>();
  const stays = new Set<string>();
  for (const { situation, ref, unexplained } of heldBack) {
    const row = left.get(keyOf(situation, ref));
    if (row === undefined) continue;
    left.delete(keyOf(situation, ref));
    if (!isOver(row.life) || isExplained(row.life, unexplained)) stays.add(timingRef(situation, ref));
  }
  for (const finding of findings) {
    // It has its name already; that it is late again is nothing new.
    if (finding.situation === 'on_its_way' && stays.has(finding.ref)) continue;
    const key = keyOf(finding.situation, finding.ref);
    if (found.has(key)) continue;
    found.add(key);
    see(subject, finding, left.get(key), context, changes);
    left.delete(key);
  }
  for (const row of left.values()) miss(row, found, shown, context, changes);
}

function see(
  subject: string,
  finding: Finding,
  row: DiscrepancyRow | undefined,
  context: Context,
  changes: Changes,
): void {
  const { nowMs } = context;
  const { situation, unexplained: amount, ref, orderId, expected, found, target, evidence, at } = finding;
  const { state: life, effects } = decide(row?.life ?? null, { type: 'seen', nowMs, situation, amount });
  const id = row?.id ?? context.newId();
  changes.rows.push({
    id,
    ref,
    subject,
    orderId,
    expected,
    found,
    target,
    evidence,
    at,
    life,
    day: context.dayOf(Date.parse(at)),
    firstSeenMs: row?.firstSeenMs ?? nowMs,
    lastSeenMs: nowMs,
    closedMs: isOver(life) ? (row?.closedMs ?? nowMs) : null,
  });
  record(id, effects, changes);
}

function miss(
  row: DiscrepancyRow,
  found: ReadonlySet<string>,
  shown: readonly ProviderFact[],
  { nowMs }: Context,
  changes: Changes,
): void {
  const { becomes } = row.evidence;
  const worse = typeof becomes === 'string' && [...found].some((key) => key.startsWith(`${becomes} `)) ? becomes : null;
  const kept = isLeftToPayment(row.life.situation, row.ref, shown);
  const { state: life, effects } = decide(row.life, { type: 'gone', nowMs, became: worse, kept });
  if (life === row.life) return;
  changes.rows.push({ ...row, life, closedMs: isOver(life) ? (row.closedMs ?? nowMs) : null });
  record(row.id, effects, changes);
}

function record(id: string, effects: readonly { type: string }[], changes: Changes): void {
  for (const effect of effects) if (effect.type === 'log') changes.log.push({ ...(effect as LogLine), id });
}
