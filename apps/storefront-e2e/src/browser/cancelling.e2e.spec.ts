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

  it('that was sent meanwhile is cancelled no more, and the page says so', async () => {
    const customer = await arrive({ expected: [/status of 409/] });
    await customer.prepareToPay(await findThing('galley'));
    await customer.pay();
    await customer.sees('paid');
    const operator = new Shopper();
    await operator.signIn(secrets().operator);
    const orderId = new URL(customer.page.url()).pathname.split('/').at(-1);
    expect((await operator.ask('POST', `/api/orders/${orderId}/fulfil`)).status).toBe(200);
    await customer.button('Cancel this order').click();
    await customer.button('Yes, cancel it').click();
    await customer.heading('It is too late to cancel').waitFor();
    await customer.button('Close').click();
    await customer.sees('fulfilled');
    await inspect(customer.page, 'fulfilled');
  });
});
