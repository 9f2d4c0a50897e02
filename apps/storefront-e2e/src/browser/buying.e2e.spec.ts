import { describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { visitors } from '../support/browser.js';
import { findThing } from '../support/find-thing.js';
import { inspect } from '../support/inspect.js';

const NOT_FOUND = /status of 40[134]/;

describe('a person with a browser', () => {
  const arrive = visitors();

  it('buys as a guest, from the shelf to the mail whose link opens the order anywhere', async () => {
    const guest = await arrive();
    await guest.open('/');
    await guest.page
      .getByRole('navigation', { name: 'Categories' })
      .getByRole('link', { name: /^Knitwear/ })
      .click();
    await guest.heading(/^Knitwear/).waitFor();
    await inspect(guest.page, 'listing');
    await guest.link('Port-Louis Striped Top').click();
    await guest.page.getByRole('radio', { name: 'Chalk and brick' }).check({ force: true });
    await guest.page.getByRole('img', { name: 'Port-Louis Striped Top, chalk and brick' }).waitFor();
    await guest.page.getByRole('radio', { name: 'M', exact: true }).check({ force: true });
    await guest.button('One more: Quantity').click();
    await inspect(guest.page, 'product');
    await guest.button('Add to cart').click();
    await guest.page.getByRole('dialog', { name: 'Your cart' }).waitFor();
    await inspect(guest.page, 'cart-drawer');
    await guest.link('View cart').click();
    // The drawer goes when the page is there; until then both show the line.
    await guest.page.getByRole('dialog', { name: 'Your cart' }).waitFor({ state: 'hidden' });
    const line = 'Port-Louis Striped Top, Chalk and brick / M';
    await eventually(async () => expect(await guest.field(`Quantity of ${line}`).inputValue()).toBe('2'));
    await guest.button(`One less: Quantity of ${line}`).click();
    await eventually(async () => expect(await guest.field(`Quantity of ${line}`).inputValue()).toBe('1'));
    await inspect(guest.page, 'cart');
    await guest.goToCheckout();
    await guest.fillDelivery();
    await guest.useCard('Visa pays');
    await inspect(guest.page, 'checkout');
    await guest.pay();
    await guest.sees('paid');
    await guest.heading('Thank you, your order is paid').waitFor();
    await inspect(guest.page, 'paid');
    const number = await guest.orderNumber();
    expect(await guest.orderNumbers()).toEqual([number]);

    const elsewhere = await arrive();
    const mail = elsewhere.page.getByRole('row').filter({ hasText: guest.email }).getByRole('link');
    await eventually(
      async () => {
        await elsewhere.open('/sandbox/mail');
        expect(await mail.count()).toBe(1);
      },
      { timeoutMs: 60_000, everyMs: 500 },
    );
    await mail.click();
    await elsewhere.link(/\/orders\//).click();
    await elsewhere.heading(`Order ${number}`).waitFor();
    await elsewhere.sees('paid');
  });

  it('buys with an account, finds the order in its history, and nobody finds it there after signing out', async () => {
    const customer = await arrive({ expected: [NOT_FOUND] });
    const password = `pass-${crypto.randomUUID()}`;
    await customer.signUp(password);
    await customer.take(await findThing('paper'));
    await customer.goToCheckout();
    await eventually(async () => expect(await customer.field('E-mail').inputValue()).toBe(customer.email));
    await customer.fillDelivery();
    await customer.useCard('Mastercard pays');
    await customer.pay();
    await customer.sees('paid');
    const number = await customer.orderNumber();
    const { pathname } = new URL(customer.page.url());
    expect(await customer.orderNumbers()).toEqual([number]);
    await inspect(customer.page, 'orders');

    await customer.tool('Account').click();
    await customer.heading('Your account').waitFor();
    await inspect(customer.page, 'account');
    await customer.button('Sign out').click();
    await customer.tool('Sign in').waitFor();
    expect(await customer.orderNumbers()).toEqual([]);
    await customer.open(pathname);
    await customer.heading('This order is not on our charts').waitFor();

    await customer.tool('Sign in').click();
    await inspect(customer.page, 'sign-in');
    await customer.signIn({ email: customer.email, password });
    await customer.tool('Account').waitFor();
    expect(await customer.orderNumbers()).toEqual([number]);
  });

  it('buys with the keyboard alone', async () => {
    const typist = await arrive();
    const { keyboard } = typist.page;
    await typist.open('/');
    await typist.tabTo(typist.page.getByRole('searchbox', { name: 'Search the shop' }));
    await keyboard.type('lantern');
    await keyboard.press('Enter');
    await typist.heading('Search: lantern').waitFor();
    const product = typist.link('Lee Shore Storm Lantern');
    await product.waitFor();
    await typist.tabTo(product);
    await keyboard.press('Enter');
    await typist.tabTo(typist.page.getByRole('radio', { name: 'Red' }));
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    expect(await typist.page.getByRole('radio', { name: 'Blue' }).isChecked()).toBe(true);
    await typist.tabTo(typist.button('Add to cart'));
    await keyboard.press('Enter');
    await typist.page.getByRole('dialog', { name: 'Your cart' }).waitFor();
    await typist.tabTo(typist.link('Go to checkout'));
    await keyboard.press('Enter');
    await typist.payButton.waitFor();
    const delivery = { 'E-mail': typist.email, 'Full name': 'Mara Quinn', 'Street and number': '1 Pier Road' };
    const rest = { 'Postal code': 'P24 X7', 'Town or city': 'Cobh', 'Card number': '4242424242424242' };
    const card = { 'Expiry date': '1235', 'Security code': '123' };
    for (const [name, text] of Object.entries({ ...delivery, ...rest, ...card })) {
      await typist.tabTo(typist.field(name));
      await keyboard.type(text);
    }
    await typist.tabTo(typist.payButton);
    await keyboard.press('Enter');
    await typist.sees('paid');
  });
});
