import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { PaymentMethod } from '../domain/money-moves.js';
import { invalidRequest, missing, StripeFault } from '../domain/stripe-fault.js';
import { cardByName, cardByNumber, type TestCard } from '../domain/test-cards.js';
import type { Records } from '../storage/records.js';
import { newId } from '../stripe-api/ids.js';
import { param } from '../stripe-api/params.js';
import { refuseCard } from './refuse-card.js';

const billingParams = z.strictObject({
  name: param.text().optional(),
  email: param.text().optional(),
  phone: param.text().optional(),
  tax_id: param.text().optional(),
  address: z.record(z.string(), z.string()).optional(),
});

export const cardParams = {
  type: z.enum(['card']),
  card: z.strictObject({
    number: param.text(30).optional(),
    exp_month: param.integer().optional(),
    exp_year: param.integer().optional(),
    cvc: param.text(10).optional(),
    token: param.text(100).optional(),
  }),
  billing_details: billingParams.optional(),
  metadata: param.metadata().optional(),
  allow_redisplay: param.text(20).optional(),
};
const Card = z.object(cardParams);
export type CardParams = z.infer<typeof Card>;

/** Makes payment methods of card numbers, and of the provider's ready-made names. */
export class Cards {
  constructor(
    private readonly records: Records,
    private readonly clock: SandboxClock,
  ) {}

  tokenise({ card, billing_details: billing, metadata }: CardParams): PaymentMethod {
    if (card.token !== undefined) return this.fromName(card.token.replace(/^tok_/, 'pm_card_'), 'card[token]');
    const number = (card.number ?? '').replaceAll(/[ -]/g, '');
    refuseCard({ ...card, number }, new Date(this.clock.now()));
    const known = cardByNumber(number);
    if (known === undefined) {
      throw new StripeFault(
        402,
        'card_error',
        'Your card was declined. Your request was in test mode, but used a non test card. For a list of valid test cards, visit: https://docs.stripe.com/testing.',
        { code: 'card_declined', declineCode: 'test_mode_live_card', param: 'number' },
      );
    }
    return this.keep(known, card.exp_month ?? 0, fullYear(card.exp_year ?? 0), metadata, {
      name: billing?.name ?? null,
      email: billing?.email ?? null,
      phone: billing?.phone ?? null,
    });
  }

  /** A payment method to pay with: one made before, or a ready-made name, of which a new one is made. */
  find(id: string, name = 'payment_method'): PaymentMethod {
    if (id.startsWith('pm_card_')) return this.fromName(id, name);
    const method = this.records.paymentMethods.find(id);
    if (method === undefined) throw missing('PaymentMethod', id, name, 400);
    if (method.used) {
      throw invalidRequest(
        'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.',
        { param: name },
      );
    }
    return method;
  }

  private fromName(name: string, paramName: string): PaymentMethod {
    const card = cardByName(name);
    if (card === undefined) throw missing('PaymentMethod', name, paramName, 400);
    const year = new Date(this.clock.now()).getUTCFullYear() + 1;
    return this.keep(card, 12, year, {}, { name: null, email: null, phone: null });
  }

  private keep(
    card: TestCard,
    expMonth: number,
    expYear: number,
    metadata: Record<string, string> = {},
    billing: PaymentMethod['billing'],
  ): PaymentMethod {
    const { number, brand, country, authentication, decline, refunds } = card;
    return this.records.paymentMethods.save({
      id: newId('pm'),
      created: this.clock.seconds(),
      card: {
        authentication,
        decline,
        ...(refunds === undefined ? {} : { refunds }),
        brand,
        country,
        last4: number.slice(-4),
        expMonth,
        expYear,
        fingerprint: createHash('sha256').update(number).digest('base64url').slice(0, 16),
      },
      billing,
      metadata,
      used: false,
    });
  }
}

function fullYear(year: number): number {
  return year < 100 ? 2000 + year : year;
}
