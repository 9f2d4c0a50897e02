import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { Shopper } from './support/shopper.js';
import { setStock, stockUp } from './support/backstage.js';
import { secrets, stateDir } from './support/surroundings.js';
import { startChaos, victimsAmong } from './storm/chaos.js';
import { type Acknowledged, buyOnce, seeThrough } from './storm/customer.js';
import { allIntents, setFaults } from './storm/provider.js';
import { Random } from './storm/random.js';
import { allParts, theStack } from './storm/stage.js';
import { judge } from './storm/verdict.js';

// `npm run drill:storm` asks for 2,000; here it is short. The seed repeats a run's faults and customers, not its timing.
const checkouts = Number(process.env['STORM_CHECKOUTS'] ?? 80);
const seed = Number(process.env['STORM_SEED'] ?? Date.now() % 1_000_000);
const AT_ONCE = 12;
const MINUTE = 60_000;

afterEach(() => setFaults({}));

describe(`a storm (STORM_SEED=${seed})`, () => {
  it(
    'over which every service is killed, the provider lies and the queue is lost: each acknowledged order ends right, nobody is charged twice',
    async () => {
      const skus = await stockUp(12);
      const from = new Date(Date.now() - 1000).toISOString();
      const random = new Random(seed);
      const restartsBefore = await restartsOfParts();
      const victims = victimsAmong([...restartsBefore.keys()]);
      expect(victims.length).toBeGreaterThanOrEqual(8);
      const chaos = startChaos(random.fork(), theStack, victims);
      const bought: Acknowledged[] = [];
      const failures: string[] = [];
      let came = 0;
      const client = async (): Promise<void> => {
        // More than were asked for when the storm is not complete yet: it shall not rage over an empty shop.
        while (came < checkouts || !chaos.isOver()) {
          came += 1;
          await buyOnce(skus, random.fork()).then(
            (order) => bought.push(order),
            (error: unknown) => failures.push(String(error)),
          );
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, client));
      await chaos.stop();
      await setFaults({});
      await eventually(allUp, { timeoutMs: MINUTE });

      const ended = await inGroups(bought, 50, async (one) => ({ bought: one, order: await seeThrough(one) }));
      const problems = judge(ended, await allIntents());
      const counts = Map.groupBy(ended, ({ order }) => order.state);
      const states = [...counts].map(([state, orders]) => `${orders.length} ${state}`);
      const missing = chaos.missing();
      keep({ seed, checkouts, states, failures, problems, missing, log: chaos.log });
      if (missing.length > 0) console.log(chaos.log.join('\n'));
      console.log(`storm ${seed}: ${bought.length} acknowledged: ${states.join(', ')}; ${chaos.log.length} blows`);
      expect({ failures, problems, missing }).toEqual({ failures: [], problems: [], missing: [] });
      expect(bought).toHaveLength(came);
      // The supervisor's own count, not the chaos's: each has really died, and come back.
      const restarts = await restartsOfParts();
      expect(victims.filter((name) => restarts.get(name) === restartsBefore.get(name))).toEqual([]);
      await expectExplained(from);
      // As it was before, more or less: other tests sell out.
      await setStock(skus, 20);
    },
    20 * MINUTE + checkouts * 1000,
  );
});

async function allUp(): Promise<boolean> {
  return (await allParts()).every(({ state }) => state === 'ready');
}

async function restartsOfParts(): Promise<Map<string, number>> {
  return new Map((await allParts()).map(({ name, restarts }) => [name, restarts]));
}

/** Reconciliation explains every cent, and the invariants hold, once what is on its way has arrived. */
async function expectExplained(from: string): Promise<void> {
  const operator = new Shopper();
  await operator.signIn(secrets().operator);
  await eventually(
    async () => {
      const to = new Date().toISOString();
      const { body } = await operator.ask('POST', '/api/reconciliation/runs', { from, to });
      expect((body as { discrepancies: unknown[] }).discrepancies).toEqual([]);
      const checked = await operator.ask('POST', '/api/operations/invariants', {});
      expect(checked.body).toMatchObject({ report: { state: 'holds', violations: [] } });
    },
    { timeoutMs: 2 * MINUTE },
  );
}

async function inGroups<T, R>(things: readonly T[], size: number, work: (thing: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < things.length; i += size)
    results.push(...(await Promise.all(things.slice(i, i + size).map(work))));
  return results;
}

/** For whoever looks into a failed run. */
function keep(report: object): void {
  const folder = join(stateDir, 'artefacts');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `storm-${seed}.json`), JSON.stringify(report, null, 2));
}
