import type { Sql } from '@breakwater/database';
import { type Knowledge, type Source, SOURCES } from '../domain/facts.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { sourcesOf } from '../sources/source-pages.js';
import { listSources } from './source.repository.js';

/** For so long a customer may take at the bank's page before it is odd. */
const ACTION_MS = 3_600_000;

type Settings = Pick<
  ReconciliationConfig,
  | 'BANK_STATEMENT_URL'
  | 'RECONCILIATION_SETTLE_SECONDS'
  | 'RECONCILIATION_TIMING_SECONDS'
  | 'RECONCILIATION_UNKNOWN_SECONDS'
>;

/** How far the sources have been read. Read it before the facts: then they hold all that it promises. */
export async function readKnowledge(sql: Sql, config: Settings, nowMs: number): Promise<Knowledge> {
  const sources = await listSources(sql);
  const until = (name: Source): number =>
    sources.find((source) => source.name === name)?.readUntil?.getTime() ?? Number.NEGATIVE_INFINITY;
  return {
    nowMs,
    beganMs: Math.max(Number.NEGATIVE_INFINITY, ...sources.map(({ beganAt }) => beganAt.getTime())),
    readUntilMs: Object.fromEntries(SOURCES.map((name) => [name, until(name)])) as Record<Source, number>,
    absent: new Set(SOURCES.filter((name) => !sourcesOf(config).includes(name))),
    patience: {
      settleMs: config.RECONCILIATION_SETTLE_SECONDS * 1000,
      timingMs: config.RECONCILIATION_TIMING_SECONDS * 1000,
      unknownMs: config.RECONCILIATION_UNKNOWN_SECONDS * 1000,
      actionMs: ACTION_MS,
    },
  };
}
