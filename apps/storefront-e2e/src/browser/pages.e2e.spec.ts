import { describe, expect, it } from '@jest/globals';
import { visitors } from '../support/browser.js';
import { inspect } from '../support/inspect.js';
import { answerAfterFirstPaint, layoutShift, recordLayoutShifts } from '../support/layout-shift.js';

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 800 };

// The pages of a purchase are inspected where the purchases are made.
describe('the pages of the shop', () => {
  const arrive = visitors();

  it('that need no purchase fit a phone and have no serious fault for assistive technology', async () => {
    const { page } = await arrive({ expected: [/status of 404/] });
    const pages = {
      home: ['/', 'Out of the boat shed'],
      'nothing-found': ['/shop?q=zzzzzz', 'Nothing washed ashore'],
      'cart-empty': ['/cart', 'Your cart'],
      'orders-empty': ['/orders', 'Your orders'],
      'sign-up': ['/sign-up', 'Create an account'],
      'not-found': ['/products/no-such-thing', 'This product is not on our charts'],
    } as const;
    for (const [name, [path, heading]] of Object.entries(pages)) {
      await page.goto(path);
      await page.getByRole('heading', { name: heading, exact: true }).waitFor();
      await page.waitForLoadState('networkidle');
      await inspect(page, name);
    }
  });

  it.each([
    ['listing', '/shop?category=outerwear', DESKTOP],
    ['listing', '/shop?category=outerwear', PHONE],
    ['product page', '/products/ness-fisherman-sweater', DESKTOP],
    ['product page', '/products/ness-fisherman-sweater', PHONE],
    ['home page', '/', DESKTOP],
  ])('the %s does not jump while it loads (%s, %o)', async (_name, path, viewport) => {
    const { page } = await arrive({ viewport });
    await recordLayoutShifts(page);
    await answerAfterFirstPaint(page);
    await page.goto(path);
    await page.locator('.product-card, .product .price').first().waitFor();
    const { total, moved } = await layoutShift(page);
    expect({ moved, calm: total <= 0.1 }).toEqual({ moved, calm: true });
  });
});
