import { describe, expect, it } from '@jest/globals';
import { visitors } from '../support/browser.js';
import { findThing } from '../support/find-thing.js';
import { inspect } from '../support/inspect.js';
import { Shopper } from '../support/shopper.js';
import { secrets } from '../support/surroundings.js';

describe('a paid order', () => {
  const arrive = visitors();

  it('is cancelled by the customer: everything is given back, and the page says so', async () => {
    const customer = await arrive();
    await customer.prepareToPay(await findThing('galley'));
    await customer.pay();
    await customer.sees('paid');
    await customer.button('Cancel this order').click();
    await customer.button('Yes, cancel it').click();
    await customer.heading('This order was refunded').waitFor();
    await customer.page.getByRole('region', { name: 'Refunds' }).getByText('given back').waitFor();
    expect(await customer.button('Cancel this order').count()).toBe(0);
    await inspect(customer.page, 'refunded');
  });

  it('whose cancellation is under way cannot be kept: closing the question lets it go on, and the page says so', async () => {
    const customer = await arrive();
    await customer.prepareToPay(await findThing('galley'));
    await customer.pay();
    await customer.sees('paid');
    const { promise: maySend, resolve: send } = Promise.withResolvers<void>();
    await customer.page.route('**/api/orders/*/cancel*', async (route) => {
      await maySend;
      await route.continue();
    });
    await customer.button('Cancel this order').click();
    await customer.button('Yes, cancel it').click();
    await customer.page.getByText('It goes on, also when you close this.').waitFor();
    expect(await customer.button('Keep it').count()).toBe(0);
    await customer.button('Close').click();
    await customer.button('Cancelling…').waitFor();
    send();
    await customer.heading('This order was refunded').waitFor();
    await customer.button('Cancelling…').waitFor({ state: 'detached' });
  });

  it('that was sent meanwhile is cancelled no more, and the page says so', async () => {
    const customer = await arrive({ expected: [/status of 409/] });
    await customer.prepareToPay(await findThing('galley'));
    await customer.pay();
    await customer.sees('paid');
    const operator = new Shopper();
    await operator.signIn(secrets().operator);
    expect((await operator.ask('POST', `/api/orders/${customer.orderId()}/fulfil`)).status).toBe(200);
    await customer.button('Cancel this order').click();
    await customer.button('Yes, cancel it').click();
    await customer.heading('It is too late to cancel').waitFor();
    await customer.button('Close').click();
    await customer.sees('fulfilled');
    await inspect(customer.page, 'fulfilled');
  });
});
