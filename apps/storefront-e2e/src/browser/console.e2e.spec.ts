import { describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { visitors } from '../support/browser.js';
import { inspect } from '../support/inspect.js';
import { stackCommand } from '../support/stack-command.js';
import { secrets } from '../support/surroundings.js';
import type { Visitor } from '../support/visitor.js';

const AWAY = /status of 50[234]/;

async function enter(visitor: Visitor): Promise<void> {
  await visitor.open('/console/');
  await visitor.page.getByRole('form', { name: 'Operator sign-in' }).waitFor();
  await visitor.signIn(secrets().operator);
  await visitor.heading('Status of everything').waitFor();
}

describe('the operator’s console', () => {
  const arrive = visitors();

  it('lets no customer in', async () => {
    const customer = await arrive();
    await customer.open('/console/');
    await inspect(customer.page, 'console-sign-in');
    await customer.signIn(secrets().customer);
    await customer.heading('No entry').waitFor();
    expect(await customer.heading('Status of everything').count()).toBe(0);
  });

  it('shows everything up, and runs a reconciliation', async () => {
    const operator = await arrive();
    await enter(operator);
    await operator.heading('All is well').waitFor();
    for (const name of ['Services', 'Postgres', 'Redis', 'Queues', 'Outboxes', 'Payment provider'])
      await operator.page.getByRole('region', { name, exact: true }).waitFor();
    const cells = (name: string) => operator.page.getByRole('region', { name, exact: true }).getByRole('rowheader');
    expect(await cells('Postgres').allTextContents()).toEqual(['primary', 'replica']);
    expect(await cells('Services').allTextContents()).toContain('payment');
    await operator.link('Reconciliation').click();
    await operator.link('Runs').click();
    await operator.heading('Reconciliation runs').waitFor();
    const runs = operator.page.getByRole('listitem').filter({ hasText: /matched of \d+ orders/ });
    await runs.first().or(operator.page.getByText('No run yet.')).first().waitFor();
    const before = await runs.allTextContents();
    await operator.button('Run over the last 24 hours').click();
    await eventually(async () => expect(before).not.toContain(await runs.first().textContent()), { timeoutMs: 60_000 });
    await inspect(operator.page, 'console');
  });

  it('shows a killed service as not up, and up again when it is back', async () => {
    const operator = await arrive({ expected: [AWAY] });
    await enter(operator);
    await operator.heading('All is well').waitFor();
    const trouble = operator.page.getByRole('list', { name: 'What is wrong' }).getByText(/inventory/);
    // It is started again so fast that the console may look before and after it only.
    await eventually(
      async () => {
        await stackCommand('kill', 'inventory');
        await trouble.waitFor({ timeout: 6_000 });
      },
      { timeoutMs: 60_000 },
    );
    await operator.heading('All is well').waitFor({ timeout: 90_000 });
  });
});
