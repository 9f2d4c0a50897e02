import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checkInvariants, type InvariantReport } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { visitors } from '../support/browser.js';
import { findThing } from '../support/find-thing.js';
import { inspect } from '../support/inspect.js';
import { makeDiscrepancy, undoDiscrepancy } from '../support/discrepancies.js';
import { figuresIn, figuresOf } from '../support/day-figures.js';
import { switchProviderOff, switchProviderOn } from '../support/outage.js';
import { VISA, Shopper } from '../support/shopper.js';
import { secrets } from '../support/surroundings.js';
import type { Visitor } from '../support/visitor.js';

async function enter(operator: Visitor, path: string): Promise<void> {
  await operator.open('/console/');
  await operator.signIn(secrets().operator);
  await operator.heading('Status of everything').waitFor();
  await operator.open(path);
}

/** An order that is paid, with two pieces of one thing. */
async function paidOrder() {
  const shopper = new Shopper();
  const { sku } = await findThing('galley');
  await shopper.put(sku, 2);
  const { body } = await shopper.checkout(VISA);
  return shopper.reaches((body as { id: string }).id, 'paid');
}

describe('the harbour office', () => {
  const arrive = visitors();

  it('names a discrepancy, shows its evidence, and keeps what a person decides with the note', async () => {
    const order = await paidOrder();
    const made = await makeDiscrepancy('amount', order.id);
    const operator = await arrive();
    await enter(operator, '/console/reconciliation');
    await operator.page.getByRole('region', { name: 'Unexplained money' }).waitFor();
    const row = operator.page.getByRole('row').filter({ hasText: order.id });
    // Named within a minute, without anybody asking.
    await row.first().waitFor({ timeout: 60_000 });
    await inspect(operator.page, 'console-discrepancies');
    await row.first().getByRole('link').click();
    await operator.page.getByRole('region', { name: 'Evidence' }).waitFor();
    await inspect(operator.page, 'console-discrepancy');
    const note = 'The bank has told us on the telephone.';
    await operator.page.getByRole('radio', { name: /^Accept/ }).check();
    await operator.field('Note').fill(note);
    await operator.button('Decide').click();
    await operator.heading('Your decision is recorded').waitFor();
    await operator.page.getByRole('region', { name: 'Log' }).getByText(note).first().waitFor();
    await operator.page.getByText('Resolved', { exact: true }).first().waitFor();
    await inspect(operator.page, 'console-decided');
    await undoDiscrepancy(made);
  });

  it('shows the business day with its figures and its file', async () => {
    const { total } = await paidOrder();
    const operator = await arrive();
    await enter(operator, '/console/reconciliation/days');
    const today = operator.page.getByRole('link', { name: /^\d{4}-\d{2}-\d{2}$/ }).first();
    const date = (await today.textContent()) ?? '';
    await inspect(operator.page, 'console-days');
    await today.click();
    const totals = operator.page.getByRole('region', { name: 'Totals' });
    await eventually(async () => expect(await figuresIn(totals)).toEqual(await figuresOf(date, total)), {
      timeoutMs: 120_000,
      everyMs: 500,
    });
    await inspect(operator.page, 'console-day');
    const [file] = await Promise.all([operator.page.waitForEvent('download'), operator.link('Download CSV').click()]);
    expect(file.suggestedFilename()).toContain(date);
    const lines = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\n');
    expect(lines.length).toBeGreaterThan(1);
  }, 240_000);

  it('finds an order by its number, gives one line back, marks it as sent', async () => {
    const order = await paidOrder();
    const operator = await arrive();
    await enter(operator, '/console/orders');
    await operator.field('Order number or id').fill(order.number);
    await operator.button('Find').click();
    await operator.heading(`Order ${order.number}`).waitFor();
    await operator.page.getByRole('radio', { name: /^Some of the lines/ }).check();
    await operator.page.getByRole('list', { name: 'Lines to give back' }).getByRole('combobox').selectOption('1');
    await operator.field('Reason').fill('One came broken');
    await inspect(operator.page, 'console-order');
    await operator.button('Refund…').click();
    await operator.page.getByRole('dialog').waitFor();
    await inspect(operator.page, 'console-refund');
    await operator.button('Yes, give it back').click();
    await operator.heading('The refund is recorded').waitFor();
    const refunds = operator.page.getByRole('region', { name: 'Refunds' });
    await refunds.getByText('One came broken').waitFor();
    await eventually(async () => expect(await refunds.getByRole('row').last().textContent()).toContain('succeeded'), {
      timeoutMs: 30_000,
    });
    await operator.button('Mark as sent').click();
    await operator.heading('The order is marked as sent').waitFor();
    await inspect(operator.page, 'console-order-sent');
  });

  it('cancels an order that is paid and not sent, and all of it goes back', async () => {
    const order = await paidOrder();
    const operator = await arrive();
    await enter(operator, `/console/orders?q=${order.number}`);
    await operator.button('Cancel this order').click();
    await operator.page.getByRole('dialog').waitFor();
    await inspect(operator.page, 'console-cancel');
    await operator.button('Yes, cancel it').click();
    await operator.heading('The order is cancelled').waitFor();
    const refunds = operator.page.getByRole('region', { name: 'Refunds' });
    await eventually(async () => expect(await refunds.getByRole('row').last().textContent()).toContain('succeeded'), {
      timeoutMs: 30_000,
    });
    await eventually(async () => expect(await operator.button('Cancel this order').count()).toBe(0));
  });

  it('while nobody knows whether a refund was made, only that one is asked about again', async () => {
    const order = await paidOrder();
    const operator = await arrive({ expected: [/status of 503/] });
    await enter(operator, `/console/orders?q=${order.number}`);
    const sent: string[] = [];
    await operator.page.route('**/api/orders/*/refunds', async (route) => {
      sent.push(`${route.request().headers()['idempotency-key']} ${route.request().postData()}`);
      if (sent.length <= 5) await route.fulfill({ status: 503, json: { error: { code: 'x.y.z', message: 'Busy' } } });
      else await route.continue();
    });
    await operator.page.getByRole('radio', { name: /^An amount/ }).check();
    await operator.field('Amount in EUR').fill('1.25');
    await operator.field('Reason').fill('A scratch');
    await operator.button('Refund…').click();
    await operator.button('Yes, give it back').click();
    await operator.heading('We do not know yet whether this refund was made').waitFor();
    await operator.page.getByText('€1.25 goes back to the card.').waitFor();
    expect(await operator.field('Amount in EUR').isDisabled()).toBe(true);
    await operator.button('Ask again about this refund').click();
    await operator.heading('The refund is recorded').waitFor();
    expect([sent.length, new Set(sent).size]).toEqual([6, 1]);
    const refunds = operator.page.getByRole('region', { name: 'Refunds' });
    await refunds.getByText('A scratch').waitFor();
    expect(await refunds.getByRole('row').count()).toBe(2);
  });

  it('checks the invariants at a press, and they hold', async () => {
    const operator = await arrive();
    await enter(operator, '/console/invariants');
    // Again when the loop's next report has taken the place of ours, or when something was not at rest yet.
    await eventually(
      async () => {
        const { state, finishedAt } = await pressCheck(operator);
        expect(state).toBe('holds');
        const shown = operator.page.getByRole('region', { name: 'All invariants hold' });
        const ours = operator.page.locator(`time[datetime="${finishedAt}"]`);
        await shown.filter({ has: ours }).waitFor({ timeout: 10_000 });
      },
      { timeoutMs: 120_000, everyMs: 500 },
    );
    await inspect(operator.page, 'console-invariants');
  }, 180_000);

  it('knows when the provider was out, how many orders waited, and when they were worked off', async () => {
    const operator = await arrive();
    await switchProviderOff();
    try {
      await enter(operator, '/console/outages');
      const outages = operator.page.getByRole('region', { name: 'When the payment provider was out' });
      const newest = outages.getByRole('row').nth(1);
      await newest.getByText('still out').waitFor();
      await eventually(
        async () => expect(Number(await newest.getByRole('cell').nth(3).textContent())).toBeGreaterThan(0),
        {
          timeoutMs: 30_000,
        },
      );
      const began = await newest.getByRole('rowheader').textContent();
      const provider = operator.page.getByRole('region', { name: 'Payment provider' });
      await provider.getByRole('row').filter({ hasNotText: 'all together' }).nth(1).waitFor();
      await inspect(operator.page, 'console-outages');
      await switchProviderOn();
      const same = outages.getByRole('row').filter({ hasText: began ?? '' });
      await same.getByText('over', { exact: true }).waitFor({ timeout: 90_000 });
      const [, ended, , , workedOff] = await same.getByRole('cell').allTextContents();
      expect([ended, workedOff]).not.toContain('–');
    } finally {
      await switchProviderOn();
    }
  }, 300_000);
});

/** Presses the button and waits for the report of that very check. */
async function pressCheck(operator: Visitor): Promise<InvariantReport> {
  const press = operator.button('Check now');
  await eventually(async () => (await press.getAttribute('aria-disabled')) === 'false');
  const answered = operator.page.waitForResponse(
    (response) =>
      response.url().endsWith('/api/operations/invariants') &&
      response.request().method() === 'POST' &&
      response.status() === 200,
    { timeout: 60_000 },
  );
  await press.click();
  const { report } = checkInvariants.responses[200].parse(await (await answered).json());
  if (report === null) throw new Error('the check has no report');
  return report;
}
