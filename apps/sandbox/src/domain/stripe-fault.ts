export type StripeErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

export interface StripeErrorDetails {
  readonly code?: string;
  readonly declineCode?: string;
  readonly param?: string;
  readonly charge?: string;
  /** Ids; the answer carries the whole objects, as the provider does. */
  readonly paymentIntent?: string;
  readonly paymentMethod?: string;
}

/** A refusal in the provider's own words: what becomes `{ "error": { ... } }`. */
export class StripeFault extends Error {
  override readonly name = 'StripeFault';

  constructor(
    readonly status: number,
    readonly type: StripeErrorType,
    message: string,
    readonly details: StripeErrorDetails = {},
  ) {
    super(message);
  }

  /** A declined card is an outcome: what was written on the way to it stays. */
  get keepsWrites(): boolean {
    return this.status === 402;
  }

  /** Refused while reading the parameters: the provider stores no idempotent answer for these. */
  get refusedParameters(): boolean {
    return this.status === 401 || this.status === 403 || (this.details.code ?? '').startsWith('parameter_');
  }
}

export function invalidRequest(message: string, details: StripeErrorDetails = {}, status = 400): StripeFault {
  return new StripeFault(status, 'invalid_request_error', message, details);
}

export function missing(what: string, id: string, param: string, status = 404): StripeFault {
  return invalidRequest(`No such ${what}: '${id}'`, { code: 'resource_missing', param }, status);
}
