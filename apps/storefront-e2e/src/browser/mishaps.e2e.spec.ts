import { describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import type { Page, Route } from 'playwright-core';
import { visitors } from '../support/browser.js';
import { findThing } from '../support/find-thing.js';
import { intentsOf } from '../storm/provider.js';
import { inspect } from '../support/inspect.js';
import { stackCommand } from '../support/stack-command.js';

const ORDERS = '**/api/orders';

/** Counts what the tabs of this browser send to buy. */
function countPurchases(page: Page): () => number {
  let sent = 0;
  page.context().on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/orders')) sent++;
  });
  return () => sent;
}

describe('whatever happens to the browser, a purchase is made once', () => {
  const arrive = visitors();

  it('paying in two tabs at once: one order, and the other tab is told', async () => {
    const one = await arrive();
    await one.prepareToPay(await findThing('galley'));
    const two = await one.openTab('/checkout');
    await two.payButton.waitFor();
    await two.fillDelivery(one.email);
    await two.useCard('Mastercard pays');
    const told = two.heading('You are paying in another tab');
    // The shop gets the first tab's order when the second one has been told, however fast the machine is.
    await one.page.route(ORDERS, async (route) => {
      await told.waitFor();
      await route.continue();
    });
    await one.pay();
    await one.heading('Paying…').waitFor();
    await two.pay();
    await told.waitFor();
    await one.sees('paid');
    await two.payButton.waitFor({ state: 'detached' });
    expect(await two.orderNumbers()).toEqual([await one.orderNumber()]);
  });

  it('reloading while paying, when the answer was lost: the same order is shown', async () => {
    const visitor = await arrive();
    const purchases = countPurchases(visitor.page);
    await visitor.prepareToPay(await findThing('galley'));
    const { promise: ordered, resolve: setOrdered } = Promise.withResolvers<void>();
    const loseTheAnswer = async (route: Route): Promise<void> => {
      await route.fetch();
      setOrdered();
    };
    await visitor.page.route(ORDERS, loseTheAnswer, { times: 1 });
    await visitor.pay();
    await ordered;
    await visitor.page.reload();
    await visitor.sees('paid');
    expect(purchases()).toBe(2);
    const number = await visitor.orderNumber();
    expect(await visitor.orderNumbers()).toEqual([number]);
  });

  it('two clicks on Pay and going back afterwards: bought once', async () => {
    const visitor = await arrive();
    const purchases = countPurchases(visitor.page);
    await visitor.prepareToPay(await findThing('galley'));
    await visitor.payButton.dblclick();
    await visitor.sees('paid');
    const number = await visitor.orderNumber();
    await visitor.page.goBack();
    await visitor.button('Add to cart').waitFor();
    await visitor.page.goForward();
    await visitor.heading(`Order ${number}`).waitFor();
    await visitor.open('/checkout');
    await visitor.heading('Checkout').waitFor();
    await visitor.page.getByText('Your cart is empty.').waitFor();
    expect(await visitor.payButton.count()).toBe(0);
    expect(await visitor.orderNumbers()).toEqual([number]);
    expect(purchases()).toBe(1);
  });

  it('going back to the shelf: filters, page and place are as they were', async () => {
    const visitor = await arrive();
    await visitor.open('/shop');
    await visitor.page.getByRole('combobox', { name: 'Sort by' }).selectOption({ label: 'Price, low to high' });
    await visitor.link('Page 2').click();
    const card = visitor.page.getByRole('article').nth(16);
    await eventually(async () => expect(await visitor.page.getByRole('article').count()).toBe(24));
    await card.scrollIntoViewIfNeeded();
    const { url, place } = { url: visitor.page.url(), place: await scrolledTo(visitor.page) };
    expect(place).toBeGreaterThan(300);
    const title = (await card.getByRole('heading').textContent()) ?? '';
    await card.getByRole('link').click();
    await visitor.page.getByRole('heading', { level: 1, name: title }).waitFor();
    await visitor.page.goBack();
    await eventually(async () => expect(Math.abs((await scrolledTo(visitor.page)) - place)).toBeLessThan(40));
    expect(visitor.page.url()).toBe(url);
    expect(new URL(url).searchParams.get('page')).toBe('2');
    expect(await card.getByRole('heading').textContent()).toBe(title);
    await visitor.page.goBack();
    await visitor.link('Page 2').waitFor();
    expect(new URL(visitor.page.url()).searchParams.get('page')).not.toBe('2');
  });

  it('the browser cannot reach the payment provider: the order is recorded, and a link in a mail leads to paying it', async () => {
    const visitor = await arrive({ expected: [/ERR_FAILED/] });
    await visitor.prepareToPay(await findThing('galley'));
    await visitor.page.route('**/v1/payment_methods', (route) => route.abort());
    await visitor.pay();
    await visitor.sees('payment_due');
    await visitor.heading('Payment is busy, your order is recorded').waitFor();
    await visitor.page.getByText('Nothing was charged.').waitFor();
    await inspect(visitor.page, 'placed-without-card');
    const elsewhere = await arrive();
    await elsewhere.openMail(visitor.email, /payment/i);
    await elsewhere.followMail();
    await elsewhere.useCard('Visa pays');
    await elsewhere.pay();
    await elsewhere.sees('paid');
    await visitor.sees('paid');
    expect((await intentsOf(visitor.orderId())).filter(({ status }) => status === 'succeeded')).toHaveLength(1);
  });

  it('the payment service stands still while paying: the order is recorded, and the page turns to paid by itself', async () => {
    const visitor = await arrive();
    await visitor.prepareToPay(await findThing('galley'));
    await stackCommand('pause', 'payment');
    try {
      await visitor.pay();
      await visitor.heading('Payment is busy, your order is recorded').waitFor();
      await inspect(visitor.page, 'recorded');
    } finally {
      await stackCommand('resume', 'payment');
    }
    await visitor.sees('paid');
    await visitor.heading('Thank you, your order is paid').waitFor();
  });
});

const scrolledTo = (page: Page): Promise<number> => page.evaluate(() => scrollY);
