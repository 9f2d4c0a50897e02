import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { freePort, serviceEnvironment, ServiceProcess } from '@breakwater/testing';
import { Operator } from './testing/operator.js';
import { eur, ScriptedShop } from './testing/scripted-shop.js';

// A limit and no wait: each starts the service twice, which takes long on a busy machine.
jest.setTimeout(180_000);

let shop: ScriptedShop;
let env: NodeJS.ProcessEnv;
let running: ServiceProcess | undefined;
const operator = new Operator(() => running!);

beforeAll(async () => {
  shop = await ScriptedShop.open();
});
afterAll(() => shop.close());
beforeEach(async () => {
  Object.assign(shop, { orders: [], payments: [], provider: [], payouts: [], bank: [] });
  shop.asked.length = 0;
  shop.payment.calls.length = 0;
  env = {
    ...(await serviceEnvironment('reconciliation')),
    ...shop.env,
    RECONCILIATION_POLL_SECONDS: '0.2',
    RECONCILIATION_SETTLE_SECONDS: '0.8',
    RECONCILIATION_TIMING_SECONDS: '0.8',
    RECONCILIATION_VERIFY_SECONDS: '1',
    RECONCILIATION_LEASE_SECONDS: '2',
  };
});
afterEach(() => running?.stop());

async function dieAt(point: string): Promise<void> {
  running = await ServiceProcess.start('reconciliation', await freePort(), { ...env, FAULT_POINT: point });
  await running.killed();
  running = await ServiceProcess.start('reconciliation', await freePort(), env);
}

describe('killed', () => {
  it('between what was decided and what is done: it is done once, later', async () => {
    const { source } = shop.stray(4200);
    await dieAt('reconciliation.resolution.intended');
    const found = await operator.find('missing_internal', source!, 'resolved');
    expect(found.resolution).toMatchObject({ action: 'adopt', by: 'rule' });
    expect(shop.asked).toHaveLength(1);
  });

  it('between the last look and the act: it is done once, later, as it was decided', async () => {
    const { source } = shop.stray(4200);
    await dieAt('reconciliation.resolution.confirmed');
    const found = await operator.find('missing_internal', source!, 'resolved');
    expect(found.resolution).toMatchObject({ action: 'adopt', by: 'rule' });
    expect(shop.asked.map(({ body }) => body['amount'])).toEqual([eur(4200)]);
  });

  it('between what was done and its record: asked again under the same id, and the record is whole', async () => {
    const { source } = shop.stray(4200);
    const calls = () => shop.payment.calls.filter((call) => call.includes('/adjustments/'));
    await dieAt('reconciliation.resolution.done');
    const found = await operator.find('missing_internal', source!, 'resolved');
    expect(shop.asked.map(({ body }) => body['amount'])).toEqual([eur(4200)]);
    expect(calls()).toHaveLength(2);
    expect((await operator.show(found.id)).log.map(({ event }) => event)).toEqual(['named', 'acted', 'resolved']);
  });

  it('when money was given back and nobody knows it yet: the refund is nobody’s surprise, and there is one', async () => {
    const sold = shop.sell(2500);
    shop.provider.push({
      ...sold.charge,
      id: 'txn_again',
      source: 'ch_again',
      providerReference: 'pi_again',
      fee: eur(0),
    });
    await dieAt('reconciliation.resolution.done');
    const found = await operator.find('duplicate_charge', 'ch_again', 'resolved');
    expect(found.resolution).toMatchObject({ action: 'refund_duplicate', result: { state: 'succeeded' } });
    expect(shop.provider.filter(({ type }) => type === 'refund')).toHaveLength(1);
    expect((await operator.all()).map(({ kind }) => kind)).toEqual(['duplicate_charge']);
  });

  it('between what was read and the mark until where: it is read again, and nothing is missed or doubled', async () => {
    for (let i = 0; i < 120; i++) shop.sell();
    const lost = shop.sell(700);
    shop.provider = shop.provider.filter(({ providerReference }) => providerReference !== lost.reference);
    await dieAt('reconciliation.source.stored@2');
    await operator.find('missing_provider', lost.attemptId);
    expect((await operator.all()).filter(({ kind }) => kind !== 'timing')).toHaveLength(1);
  });
});
