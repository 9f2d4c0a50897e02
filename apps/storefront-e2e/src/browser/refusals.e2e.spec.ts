import { describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { visitors } from '../support/browser.js';
import { findThing, findThings, type Thing } from '../support/find-thing.js';
import { inspect } from '../support/inspect.js';
import { Shopper } from '../support/shopper.js';

const DECLINED = /status of 402/;
const SOLD_OUT = /status of 409/;

describe('a purchase that does not go through at once', () => {
  const arrive = visitors();

  it('because the card is declined: says so in words, keeps everything, and another card pays', async () => {
    const visitor = await arrive({ expected: [DECLINED] });
    await visitor.prepareToPay(await findThing('cabin'), 'Visa without money');
    await visitor.pay();
    await visitor.heading('The payment was declined').waitFor();
    await visitor.page.getByText('There is not enough money on this card for the order.').waitFor();
    expect(await visitor.field('Street and number').inputValue()).toBe('1 Pier Road');
    await inspect(visitor.page, 'declined');
    await visitor.useCard('Mastercard pays');
    await visitor.pay();
    await visitor.sees('paid');
  });

  it('because the bank asks: 3-D Secure approved is paid', async () => {
    const visitor = await arrive();
    await visitor.prepareToPay(await findThing('cabin'), 'Visa with 3-D Secure');
    await visitor.pay();
    await visitor.heading('Is this payment yours?').waitFor();
    await visitor.button('Approve').click();
    await visitor.sees('paid');
  });

  it('because the bank asks: 3-D Secure failed is declined, and trying again pays', async () => {
    const visitor = await arrive();
    await visitor.prepareToPay(await findThing('cabin'), 'Visa with 3-D Secure');
    await visitor.pay();
    await visitor.button('Fail authentication').click();
    await visitor.sees('declined');
    await inspect(visitor.page, 'declined-by-bank');
    await visitor.button('Try again').click();
    await visitor.payButton.waitFor();
    expect(await visitor.field('Street and number').inputValue()).toBe('1 Pier Road');
    await visitor.useCard('Visa pays');
    await visitor.pay();
    await visitor.sees('paid');
  });

  it('because someone was faster: names what is missing, and the rest can be had', async () => {
    const [some, all] = await findThings('footwear', 3);
    if (some === undefined || all === undefined) throw new Error('footwear is sold out');
    const visitor = await arrive({ expected: [SOLD_OUT] });
    await visitor.take(some, 2);
    await visitor.take(all);
    await visitor.goToCheckout();
    await visitor.fillDelivery();
    await visitor.useCard('Visa pays');
    await buyAllBut(1, some);
    await buyAllBut(0, all);
    await visitor.pay();
    await visitor.heading('Someone was faster').waitFor();
    await visitor.page.getByText('only 1 left').waitFor();
    await inspect(visitor.page, 'sold-out');
    await visitor.button(`Take 1: ${some.title}`).click();
    await visitor.button(`Take it out: ${all.title}`).click();
    await eventually(async () => expect(await visitor.button(/^Take /).count()).toBe(0));
    await visitor.pay();
    await visitor.sees('paid');

    await eventually(async () => {
      await visitor.open(`/products/${all.slug}?sku=${all.sku}`);
      await visitor.button('Sold out').waitFor({ timeout: 5_000 });
    });
    await inspect(visitor.page, 'product-sold-out');
  });
});

async function buyAllBut(left: number, { sku, available }: Thing): Promise<void> {
  const other = new Shopper();
  await other.put(sku, available - left);
  await other.buy();
}
