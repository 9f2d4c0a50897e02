import type { IncomingMessage } from 'node:http';
import { Stripe } from 'stripe';

/** An answer that has arrived completely. */
export class StripeHttpAnswer extends Stripe.HttpClientResponse {
  constructor(
    private readonly response: IncomingMessage,
    private readonly body: string,
  ) {
    super(response.statusCode ?? 0, flat(response));
  }

  override getRawResponse(): unknown {
    return this.response;
  }

  override toStream(): never {
    throw new Error('answers are not streamed');
  }

  override toJSON(): Promise<unknown> {
    return new Promise((resolve) => resolve(JSON.parse(this.body)));
  }
}

function flat(response: IncomingMessage): Record<string, string> {
  const entries = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  return Object.fromEntries(entries) as Record<string, string>;
}
