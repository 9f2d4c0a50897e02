import type { Sql } from '@breakwater/database';
import type { DiscrepancyRow } from '../discrepancies/discrepancy.row.js';
import { findOfSubjects } from '../discrepancies/read-discrepancies.js';
import { DaySums } from '../domain/day-sums.js';
import type { Knowledge } from '../domain/facts.js';
import { judge } from '../domain/judge/judge.js';
import { assemble } from '../facts/assemble.js';
import { readFacts, type StoredFact, subjectsOfDay } from '../facts/fact.repository.js';
import { doingsOf } from '../resolutions/doings.js';

/** Subjects that are held in memory at a time, and as many on their way. */
const PAGE = 2000;

export interface DayWindow {
  readonly date: string;
  /** Only what happened in here is counted; inside the day. */
  readonly fromMs: number;
  readonly toMs: number;
}

interface Page {
  readonly keys: readonly string[];
  readonly facts: readonly StoredFact[];
  /** What resolutions have done explains movements, too. */
  readonly doings: ReadonlyMap<string, readonly DiscrepancyRow[]>;
}

/**
 * Matches everything that moved on a day: a merge of all sources in the order of what belongs together, page by page,
 * so that the memory does not grow with the day. The next page is read while this one is judged.
 */
export async function matchDay(sql: Sql, window: DayWindow, knowledge: Knowledge): Promise<DaySums> {
  const sums = new DaySums(iso(window.fromMs), iso(window.toMs));
  let next = readPage(sql, window.date, '');
  for (;;) {
    const { keys, facts, doings } = await next;
    const last = keys.at(-1);
    if (last === undefined) return sums;
    next = readPage(sql, window.date, last);
    // Somebody awaits it in any case; until then a failure is no unhandled one.
    next.catch(() => undefined);
    const contextOf = (key: string) => ({ ...doingsOf(doings.get(key) ?? []), settledAtMs: null });
    for (const subject of assemble(keys, facts, contextOf)) sums.add(subject, judge(subject, knowledge));
  }
}

async function readPage(sql: Sql, date: string, after: string): Promise<Page> {
  const keys = await subjectsOfDay(sql, date, after, PAGE);
  if (keys.length === 0) return { keys, facts: [], doings: new Map() };
  const facts = await readFacts(sql, keys);
  return { keys, facts, doings: Map.groupBy(await findOfSubjects(sql, keys), ({ subject }) => subject) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
