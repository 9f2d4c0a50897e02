import type { Order } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import type { Locator, Page } from 'playwright-core';
import type { Thing } from './find-thing.js';

export type CardLabel =
  'Visa pays' | 'Mastercard pays' | 'Visa, declined' | 'Visa without money' | 'Visa with 3-D Secure';

const LATE_MS = 90_000;

/** A person in front of a browser. What it does goes by the names that everybody hears and sees. */
export class Visitor {
  readonly email = `visitor-${crypto.randomUUID()}@example.com`;

  constructor(readonly page: Page) {}

  /** The same browser, another tab. */
  async openTab(path: string): Promise<Visitor> {
    const tab = new Visitor(await this.page.context().newPage());
    await tab.open(path);
    return tab;
  }

  async open(path: string): Promise<void> {
    await this.page.goto(path);
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name, exact: true });
  }
  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }
  link(name: string | RegExp): Locator {
    return this.page.getByRole('link', { name, exact: true });
  }
  /** In the header: `Sign in` becomes `Account` for who has signed in. */
  tool(name: 'Sign in' | 'Account'): Locator {
    return this.page.getByRole('banner').getByRole('link', { name, exact: true });
  }
  field(name: string): Locator {
    return this.page.getByRole('textbox', { name, exact: true });
  }
  get payButton(): Locator {
    return this.button(/^Pay €/);
  }

  /** From the product's page into the cart; leaves the cart open at the side. */
  async take({ slug, sku }: Thing, quantity = 1): Promise<void> {
    await this.open(`/products/${slug}?sku=${sku}`);
    if (quantity > 1) await this.field('Quantity').fill(String(quantity));
    await this.button('Add to cart').click();
    await this.page.getByRole('dialog', { name: 'Your cart' }).waitFor();
  }

  async goToCheckout(): Promise<void> {
    await this.link('Go to checkout').click();
    await this.payButton.waitFor();
  }

  async fillDelivery(email = this.email): Promise<void> {
    await this.field('E-mail').fill(email);
    await this.field('Full name').fill('Mara Quinn');
    await this.field('Street and number').fill('1 Pier Road');
    await this.field('Postal code').fill('P24 X7');
    await this.field('Town or city').fill('Cobh');
  }

  async useCard(label: CardLabel): Promise<void> {
    await this.button(new RegExp(`^Use test card: ${label}`)).click();
  }

  /** Everything up to the point where only the button is left to press. */
  async prepareToPay(thing: Thing, card: CardLabel = 'Visa pays'): Promise<void> {
    await this.take(thing);
    await this.goToCheckout();
    await this.fillDelivery();
    await this.useCard(card);
  }

  async pay(): Promise<void> {
    await this.payButton.click();
  }

  /** Waits for an order page that shows this state. */
  async sees(state: Order['state']): Promise<void> {
    await this.page.locator(`[data-state="${state}"]`).waitFor({ timeout: LATE_MS });
  }

  /** Of the order whose page is open. */
  orderId(): string {
    return new URL(this.page.url()).pathname.split('/').at(-1) ?? '';
  }

  async orderNumber(): Promise<string> {
    return ((await this.heading(/^Order BW-/).textContent()) ?? '').replace('Order ', '');
  }

  /** The numbers of the orders that this browser may see. */
  async orderNumbers(): Promise<string[]> {
    await this.open('/orders');
    const rows = this.link(/^Order BW-/);
    await rows.first().or(this.page.getByText('You have not ordered anything yet.')).waitFor();
    return (await rows.allTextContents()).map((text) => text.replace('Order ', ''));
  }

  /** Waits for the mail in the sandbox's inbox and opens it. */
  async openMail(to: string, subject: RegExp): Promise<void> {
    const mail = this.page.getByRole('row').filter({ hasText: to }).getByRole('link', { name: subject });
    await eventually(
      async () => {
        await this.open('/sandbox/mail');
        if ((await mail.count()) === 0) throw new Error(`no mail to ${to} about ${subject}`);
      },
      { timeoutMs: LATE_MS, everyMs: 500 },
    );
    await mail.first().click();
  }

  /** Opens the order by the link in the mail that is open. */
  async followMail(): Promise<void> {
    await this.link(/\/orders\//).click();
    await this.heading(/^Order BW-/).waitFor();
  }

  async signUp(password: string): Promise<void> {
    await this.open('/sign-up');
    await this.field('Full name').fill('Mara Quinn');
    await this.field('E-mail').fill(this.email);
    await this.page.getByLabel('Password').fill(password);
    await this.button('Create account').click();
    await this.tool('Account').waitFor();
  }

  async signIn(account: { email: string; password: string }): Promise<void> {
    await this.field('E-mail').fill(account.email);
    await this.page.getByLabel('Password').fill(account.password);
    await this.button('Sign in').click();
  }

  /** Presses Tab until `target` has the focus, as somebody without a mouse has to. */
  async tabTo(target: Locator): Promise<void> {
    for (let presses = 0; presses < 120; presses++) {
      await this.page.keyboard.press('Tab');
      if (await target.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error(`Tab never got to ${target.toString()}`);
  }
}
