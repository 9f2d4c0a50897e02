import { formatMoney } from '@breakwater/kernel';
import type { Notice, Order as Progress } from '../domain/order.js';
import { refundableMinor, refundedMinor } from '../domain/refunds.js';
import type { OrderRecord } from '../orders/order-record.js';

/** Where a mail leads. */
export interface MailLinks {
  /** Opens the order without signing in. */
  readonly order: string;
  readonly cart: string;
}

export interface MailWords {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** What the link to the order says. */
  readonly link: string;
}

/** What a notice says to the customer, of the order as it is now. */
export function wordsOf(order: OrderRecord, notice: Notice, links: MailLinks): MailWords {
  switch (notice) {
    case 'order_confirmed':
      return {
        subject: 'Your order is confirmed',
        paragraphs: ['Thank you! Your payment went through and we are packing your order.', ...sorry(order, links)],
        link: 'See your order',
      };
    case 'order_recorded':
      return {
        subject: 'Your order is recorded',
        paragraphs: [
          `Payment is busy at the moment. Your order is recorded and your things are put aside; ${next(order)}`,
        ],
        link: 'See your order',
      };
    case 'payment_due':
      return order.paymentMethod === null ? firstPayment(order.progress) : due(order.progress);
    case 'order_cancelled':
      return {
        subject: 'Your order was cancelled',
        paragraphs: [`${whyItEnded(order.progress)} ${whatWasCharged(order)}`],
        link: 'See your order',
      };
    case 'order_refunded':
      return {
        subject: 'Your money is on its way back',
        paragraphs: [`${givenBack(order)} Depending on your bank it takes some days to arrive.`],
        link: 'See your order',
      };
  }
}

/** The order has moved on since: this would only confuse, or ask for money that was paid. */
export function isOutdated(order: Pick<Progress, 'state' | 'capturedMinor' | 'refunds'>, notice: Notice): boolean {
  const { state, refunds } = order;
  switch (notice) {
    case 'payment_due':
      return state !== 'payment_due';
    case 'order_recorded':
      return state !== 'payment_deferred' && state !== 'unknown';
    case 'order_confirmed':
      // All of it is given back, or on its way: nothing is packed.
      return state === 'refunded' || (state === 'paid' && refundableMinor(order) === 0);
    case 'order_refunded':
      return refundedMinor(refunds) === 0;
    case 'order_cancelled':
      return false;
  }
}

function sorry({ apology }: OrderRecord, { cart }: MailLinks): string[] {
  if (apology === null) return [];
  const { code, amount, expiresAt } = apology;
  const until = formatDay(expiresAt);
  return [
    `You had to wait for it, and we are sorry. Here is ${formatMoney(amount)} off your next order: put the coupon ${code} into your cart (${cart}), once, until ${until}.`,
  ];
}

function next({ paymentMethod }: OrderRecord): string {
  return paymentMethod === null
    ? 'as soon as payment is back we send you a link to pay.'
    : 'we charge it as soon as payment is back and tell you then. You need not do anything.';
}

function firstPayment({ payUntil }: Progress): MailWords {
  return {
    subject: 'Your order waits for your payment',
    paragraphs: [
      'The payment service could not be reached when you ordered. It is back: your order is recorded, your things are put aside, and nothing was charged.',
      `Please open your order and pay by card${before(payUntil)}; after that we have to cancel it.`,
    ],
    link: 'Pay now',
  };
}

function before(payUntil: string | null): string {
  return payUntil === null ? '' : ` before ${formatMoment(new Date(payUntil))}`;
}

function due({ decline, nextActionUrl, payUntil }: Progress): MailWords {
  const asked = nextActionUrl !== null;
  const why = asked
    ? 'Your bank wants you to confirm the payment.'
    : (decline?.message ?? 'We could not charge your card.');
  const way = asked ? 'confirm the payment or pay by another card' : 'pay by another card';
  return {
    subject: asked ? 'Your bank asks you to confirm your payment' : 'Your payment did not go through',
    paragraphs: [
      `${why} Nothing was charged, and your things are still put aside.`,
      `Please open your order and ${way}${before(payUntil)}; after that we have to cancel it.`,
    ],
    link: 'Pay now',
  };
}

function whyItEnded({ cancellation, rejection }: Progress): string {
  if (rejection === 'capture_failed') return 'Your bank took its promise back before your card was charged.';
  if (rejection !== null) return 'It took so long until the payment could be made that your things were let go again.';
  switch (cancellation) {
    case 'window_over':
      return 'No payment came in time, so we have cancelled your order and your things went back on the shelf.';
    case 'superseded':
      return 'You have bought the same cart by a newer order, so we have cancelled this one.';
    case 'operator':
      return 'We had to cancel your order.';
    case 'customer':
    case null:
      return 'Your order is cancelled, as you wished.';
  }
}

/** A charge may turn up when the order has ended already; then all of it is given back. */
function whatWasCharged(order: OrderRecord): string {
  const { capturedMinor, refunds } = order.progress;
  if (capturedMinor === 0) return 'Nothing was charged.';
  if (refundedMinor(refunds) > 0) return `Your card was charged all the same. ${givenBack(order)}`;
  const amount = formatMoney({ amountMinor: capturedMinor, currency: order.total.currency });
  return `Your card was charged ${amount} all the same; we give all of it back.`;
}

function givenBack({ progress, total: { currency } }: OrderRecord): string {
  const { refunds, capturedMinor } = progress;
  const back = refundedMinor(refunds);
  const amount = formatMoney({ amountMinor: back, currency });
  if (back === capturedMinor) return `We have given back all that you paid: ${amount}.`;
  return `We have given back ${amount} of the ${formatMoney({ amountMinor: capturedMinor, currency })} that you paid.`;
}

const formatDay = (date: Date): string => date.toLocaleDateString('en-IE', { dateStyle: 'long', timeZone: 'UTC' });

const formatMoment = (date: Date): string =>
  `${date.toLocaleString('en-IE', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })} UTC`;
