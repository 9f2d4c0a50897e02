import { Database } from '@breakwater/database';
import { isFault, systemClock } from '@breakwater/kernel';
import { z } from 'zod';
import { matchDay } from '../days/match-day.js';
import { Calendar } from '../domain/business-day.js';
import { readKnowledge } from '../facts/knowledge.js';
import { migrations } from '../migrations/migrations.js';
import { reconciliationConfig } from '../reconciliation.config.js';

const USAGE = `usage: node dist/cli/match-day.js YYYY-MM-DD

Matches all facts of a business day that are stored, as the closing run does, and prints the sums as JSON. Changes nothing.
Takes the service's environment (DATABASE_..., RECONCILIATION_...).`;

const Settings = reconciliationConfig.omit({
  SERVICE_KEY: true,
  SESSION_KEY: true,
  ORDER_URL: true,
  PAYMENT_URL: true,
});

async function main(date: string | undefined): Promise<number> {
  if (date === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(date)) {
    console.error(USAGE);
    return 1;
  }
  const config = Settings.parse(process.env);
  const database = await Database.open({
    hosts: config.DATABASE_HOSTS,
    database: config.DATABASE_NAME,
    user: config.DATABASE_USER,
    password: config.DATABASE_PASSWORD,
    migrations,
    applicationName: 'match-day',
  });
  try {
    await database.migrate();
    const beganMs = performance.now();
    const calendar = new Calendar(config.RECONCILIATION_TIME_ZONE);
    const window = { date, fromMs: calendar.startOf(date), toMs: calendar.endOf(date) };
    const knowledge = await readKnowledge(database.writer, config, systemClock.now());
    const { currencies, ...counts } = await matchDay(database.writer, window, knowledge);
    const tookMs = Math.round(performance.now() - beganMs);
    const peakBytes = process.resourceUsage().maxRSS * 1024;
    console.log(JSON.stringify({ ...counts, currencies: Object.fromEntries(currencies), tookMs, peakBytes }));
    return 0;
  } finally {
    await database.close();
  }
}

try {
  process.exitCode = await main(process.argv[2]);
} catch (error) {
  const unfit = error instanceof z.ZodError ? z.prettifyError(error) : undefined;
  console.error(`match-day: ${unfit ?? (isFault(error) ? `${error.message} (${error.code})` : String(error))}`);
  process.exitCode = 1;
}
