import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Clock } from '@breakwater/kernel';
import { type RunningService, startService } from '@breakwater/service-host';
import { createLogger } from '@breakwater/telemetry';
import { serviceEnvironment } from '@breakwater/testing';
import { readKnowledge } from '../facts/knowledge.js';
import { wakeWaiting } from '../facts/source.repository.js';
import { markToLookAt } from '../facts/subject.repository.js';
import { reconciliationConfig } from '../reconciliation.config.js';
import { reconciliationService } from '../service.js';
import { Hints } from '../sources/hints.js';
import { ScriptedShop } from '../testing/scripted-shop.js';
import { JudgeSubjects } from './judge-subjects.js';
import { LookAtSubjects } from './look-at-subjects.js';

const SUBJECTS = 450;
/** Long after the service's own time: it never finds these subjects due. */
const START = Date.UTC(2200, 0, 1);

let shop: ScriptedShop;
let env: NodeJS.ProcessEnv;
let service: RunningService;

beforeAll(async () => {
  shop = await ScriptedShop.open();
  env = { ...(await serviceEnvironment('reconciliation')), ...shop.env };
  service = await startService(reconciliationService, env);
});
afterAll(async () => {
  await service.close();
  await shop.close();
});

const sql = () => service.platform.database!.writer;

it('a look ends though all that waits is due again before it has come round', async () => {
  const at = new Date(START - 60_000).toISOString();
  await sql().query(`UPDATE source SET began_at = $1, read_until = $1`, [new Date(START - 7_200_000)]);
  await sql().query(
    `INSERT INTO fact (source, id, subject, at, day, seen_ms, body)
     SELECT 'payout', 'po ' || i, 'payout ' || i, $1::timestamptz, '2200-01-01', $2,
            json_build_object('payoutId', 'po ' || i, 'status', 'paid', 'createdAt', $1::text, 'arrivalDate', $1::text,
              'amount', json_build_object('amountMinor', 100, 'currency', 'EUR'),
              'transactionsNet', json_build_object('amountMinor', 100, 'currency', 'EUR'))
     FROM generate_series(1, $3::int) i`,
    [at, START - 60_000, SUBJECTS],
  );
  const keys = Array.from({ length: SUBJECTS }, (_, i) => `payout ${i + 1}`);
  await markToLookAt(sql(), keys, START);
  const config = reconciliationConfig.parse(env);
  const judges = new JudgeSubjects(config, () => crypto.randomUUID());
  let rounds = 0;
  // Each round takes longer than the longest pause.
  const clock: Clock = { now: () => START + 3_600_000 * rounds++ };
  const looks = new LookAtSubjects(
    service.platform.database!,
    judges,
    new Hints(),
    config,
    clock,
    createLogger('test'),
  );
  await looks.run();
  expect(rounds).toBe(4);

  const waiting = 'SELECT FROM subject WHERE key = ANY($1) AND look_at > $2';
  expect(await sql().query(waiting, [keys, new Date(START)])).toHaveLength(SUBJECTS);
  await wakeWaiting(sql(), START);
  expect(await sql().query(waiting, [keys, new Date(START)])).toHaveLength(0);
});

it('a bank that this shop does not have is known not to be there', async () => {
  const { BANK_STATEMENT_URL: _, ...config } = reconciliationConfig.parse(env);
  expect([...(await readKnowledge(sql(), config, START)).absent]).toEqual(['bank']);
});
