import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { visitors } from '../support/browser.js';
import { findThing } from '../support/find-thing.js';
import { inspect } from '../support/inspect.js';
import { intentsOf } from '../storm/provider.js';
import { outageIsWorkedOff, switchProviderOff, switchProviderOn } from '../support/outage.js';
import type { CardLabel, Visitor } from '../support/visitor.js';
import type { Locator } from 'playwright-core';

const RECORDED = 'Payment is busy, your order is recorded';
const ANSWER_MS = 2_000;
const DECLINED = /status of 402/;
const USED = /status of 409/;

/** Buys while the provider is out, and stays on the order's page. */
async function buyDeferred(customer: Visitor, card: CardLabel): Promise<void> {
  await customer.prepareToPay(await findThing('galley'), card);
  await customer.pay();
  await customer.heading(RECORDED).waitFor();
}

describe('an outage of the payment provider, seen by a customer', () => {
  const arrive = visitors();
  beforeEach(switchProviderOff, 180_000);
  afterEach(switchProviderOn);

  it('from the notice within two seconds to the coupon, which pays a part of the next order, once', async () => {
    const customer = await arrive({ permissions: ['clipboard-read', 'clipboard-write'], expected: [USED] });
    await customer.prepareToPay(await findThing('galley'));
    const answer = customer.page.waitForResponse(
      (r) => r.url().endsWith('/api/orders') && r.request().method() === 'POST',
    );
    await customer.pay();
    const response = await answer;
    await response.finished();
    expect(response.status()).toBe(202);
    expect(response.request().timing().responseEnd).toBeLessThan(ANSWER_MS);
    await customer.heading(RECORDED).waitFor();
    await customer.page.getByText('your things are kept for you').waitFor();
    await inspect(customer.page, 'outage-recorded');

    await switchProviderOn();
    await customer.sees('paid');
    await customer.heading('Thank you, your order is paid').waitFor();
    const apology = customer.page.getByRole('region', { name: 'Sorry for the wait' });
    const code = (await apology.getByRole('code').textContent()) ?? '';
    expect(code).toMatch(/^[A-Z0-9-]{8,40}$/);
    await inspect(customer.page, 'outage-paid');
    await customer.button('Copy coupon code').click();
    await customer.button('Copied').waitFor();
    expect(await customer.page.evaluate(() => navigator.clipboard.readText())).toBe(code);
    const number = await customer.orderNumber();

    const elsewhere = await arrive();
    await elsewhere.openMail(customer.email, /confirmed|paid/i);
    await elsewhere.page.getByText(code).first().waitFor();
    await inspect(elsewhere.page, 'outage-mail');
    await elsewhere.followMail();
    await elsewhere.heading(`Order ${number}`).waitFor();

    await redeem(customer, code);
    await customer.take(await findThing('paper'));
    await customer.link('View cart').click();
    await applyCoupon(customer, code);
    await customer.page.getByText('This coupon was used before').waitFor();
    await inspect(customer.page, 'coupon-used');
  });

  it('a card that is declined at that late moment: the mail leads to another card, and the order is paid', async () => {
    const customer = await arrive({ expected: [DECLINED] });
    await buyDeferred(customer, 'Visa without money');
    await switchProviderOn();
    await customer.sees('payment_due');
    await customer.heading('Your payment did not go through yet').waitFor();
    await customer.page.getByText('There is not enough money on this card for the order.').waitFor();
    await inspect(customer.page, 'payment-due');

    const elsewhere = await arrive({ expected: [DECLINED] });
    await elsewhere.openMail(customer.email, /payment/i);
    await inspect(elsewhere.page, 'payment-due-mail');
    await elsewhere.followMail();
    await elsewhere.useCard('Visa, declined');
    await elsewhere.pay();
    await elsewhere.heading('This card was declined too').waitFor();
    await keepsTheFocus(elsewhere, elsewhere.page.getByRole('alert').filter({ hasText: 'This card was declined too' }));
    await elsewhere.field('Card number').focus();
    await keepsTheFocus(elsewhere, elsewhere.field('Card number'));
    await elsewhere.useCard('Mastercard pays');
    await elsewhere.pay();
    await elsewhere.sees('paid');
    await inspect(elsewhere.page, 'paid-by-another-card');
    await customer.sees('paid');
  });

  it('while nobody knows whether a card was charged, only that one is asked about again, and another one waits', async () => {
    const customer = await arrive({ expected: [/status of 503/] });
    await buyDeferred(customer, 'Visa, declined');
    await switchProviderOn();
    await customer.sees('payment_due');
    const sent: (string | null)[] = [];
    await customer.page.route('**/api/orders/*/payment*', async (route) => {
      sent.push(`${route.request().headers()['idempotency-key']} ${route.request().postData()}`);
      if (sent.length <= 5) await route.fulfill({ status: 503, json: { error: { code: 'x.y.z', message: 'Busy' } } });
      else await route.continue();
    });
    await customer.useCard('Mastercard pays');
    await customer.pay();
    await customer.heading('We could not reach the shop').waitFor();
    expect(await customer.field('Card number').isDisabled()).toBe(true);
    expect(await customer.payButton.count()).toBe(0);
    await customer.button(/^Ask again about the card that ends in \d{4}$/).click();
    await customer.sees('paid');
    expect([sent.length, new Set(sent).size]).toEqual([6, 1]);
  });

  it('3-D Secure asked for at that late moment: the page leads to the bank and back, and the order is paid', async () => {
    const customer = await arrive();
    await buyDeferred(customer, 'Visa with 3-D Secure');
    await switchProviderOn();
    await customer.sees('payment_due');
    await customer.link('Confirm with your bank').waitFor();
    await inspect(customer.page, 'payment-due-at-the-bank');
    await customer.link('Confirm with your bank').click();
    await customer.heading('Is this payment yours?').waitFor();
    await customer.button('Approve').click();
    await customer.sees('paid');
  });

  it('another card that asks for 3-D Secure leads to the bank and back', async () => {
    const customer = await arrive();
    await buyDeferred(customer, 'Visa, declined');
    await switchProviderOn();
    await customer.sees('payment_due');
    await customer.useCard('Visa with 3-D Secure');
    await customer.pay();
    await customer.heading('Is this payment yours?').waitFor();
    await customer.button('Approve').click();
    await customer.sees('paid');
  });

  it('whoever does not want to wait cancels, with the keyboard, and nothing is charged', async () => {
    const customer = await arrive();
    await buyDeferred(customer, 'Visa pays');
    await customer.button('Cancel this order').focus();
    await customer.page.keyboard.press('Enter');
    const question = customer.page.getByRole('dialog', { name: /^Cancel order BW-/ });
    await question.waitFor();
    await inspect(customer.page, 'cancel');
    await customer.page.keyboard.press('Escape');
    await question.waitFor({ state: 'hidden' });
    // The focus is back where it came from.
    const cancel = customer.button('Cancel this order');
    await eventually(() => cancel.evaluate((element) => element === document.activeElement));
    await customer.page.keyboard.press('Enter');
    await question.waitFor();
    await customer.tabTo(customer.button('Yes, cancel it'));
    await customer.page.keyboard.press('Enter');
    await customer.sees('cancelled');
    await inspect(customer.page, 'cancelled');
    await switchProviderOn();
    await outageIsWorkedOff();
    await customer.page.reload();
    await customer.sees('cancelled');
    await customer.page.getByText('Nothing was charged.').waitFor();
    const charged = (await intentsOf(customer.orderId())).filter(
      ({ status, amount_received }) => amount_received > 0 || ['succeeded', 'requires_capture'].includes(status),
    );
    expect(charged).toEqual([]);
  }, 240_000);
});

/** What has the focus keeps it while the page asks how the order is. */
async function keepsTheFocus({ page }: Visitor, target: Locator): Promise<void> {
  const hasIt = (): Promise<boolean> => target.evaluate((element) => element === document.activeElement);
  await eventually(hasIt);
  for (let polls = 0; polls < 2; polls++)
    await page.waitForResponse((r) => r.request().method() === 'GET' && r.url().includes('/api/orders/'));
  expect(await hasIt()).toBe(true);
}

async function applyCoupon(customer: Visitor, code: string): Promise<void> {
  await customer.page.getByLabel('Coupon code').fill(` ${code.toLowerCase().replaceAll('-', ' ')} `);
  await customer.button('Apply').click();
}

async function redeem(customer: Visitor, code: string): Promise<void> {
  await customer.take(await findThing('paper'));
  await customer.link('View cart').click();
  await applyCoupon(customer, code);
  await customer.button('Remove coupon').waitFor();
  await inspect(customer.page, 'cart-coupon');
  await customer.goToCheckout();
  await customer.page.getByRole('complementary', { name: 'Your order' }).getByText(code).waitFor();
  await customer.fillDelivery();
  await customer.useCard('Visa pays');
  await inspect(customer.page, 'checkout-coupon');
  const total = ((await customer.payButton.textContent()) ?? '').replace('Pay ', '');
  await customer.pay();
  await customer.sees('paid');
  await customer.page.locator('.order-totals').getByText(code).waitFor();
  expect(await customer.page.locator('.order-sum dd').textContent()).toBe(total);
  await inspect(customer.page, 'paid-with-coupon');
}
