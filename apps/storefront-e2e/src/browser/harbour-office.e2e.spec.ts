import { describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { visitors } from '../support/browser.js';
import { findThing } from '../support/find-thing.js';
import { inspect } from '../support/inspect.js';
import { makeDiscrepancy, undoDiscrepancy } from '../support/discrepancies.js';
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
    await paidOrder();
    const operator = await arrive();
    await enter(operator, '/console/reconciliation/days');
    const today = operator.page.getByRole('link', { name: /^\d{4}-\d{2}-\d{2}$/ }).first();
    await today.waitFor();
    await inspect(operator.page, 'console-days');
    await today.click();
    await operator.page.getByRole('region', { name: 'Totals' }).waitFor();
    await inspect(operator.page, 'console-day');
    const [file] = await Promise.all([operator.page.waitForEvent('download'), operator.link('Download CSV').click()]);
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
  });

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

  it('checks the invariants at a press, and they hold', async () => {
    const operator = await arrive();
    await enter(operator, '/console/invariants');
    await operator.button('Check now').click();
    await eventually(
      async () => expect(await operator.button('Check now').getAttribute('aria-disabled')).toBe('false'),
      {
        timeoutMs: 60_000,
      },
    );
    await operator.heading('All invariants hold').first().waitFor();
    await inspect(operator.page, 'console-invariants');
  });

  it('knows when the provider was out', async () => {
    const operator = await arrive();
    await enter(operator, '/console/outages');
    await operator.page.getByRole('region', { name: 'When the payment provider was out' }).waitFor();
    await operator.page.getByRole('region', { name: 'Payment provider' }).getByRole('rowheader').nth(1).waitFor();
    await inspect(operator.page, 'console-outages');
  });
});
