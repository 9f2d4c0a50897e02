import { Injectable } from '@nestjs/common';
import { StripeProvider } from '../provider/stripe-provider.js';

/** Whether sweepers may take one after the other. */
@Injectable()
export class SweepPace {
  constructor(private readonly provider: StripeProvider) {}

  /** Not in an outage: each would only be put off, the more often the longer. */
  readonly goesOn = (): boolean => this.provider.health().state === 'closed';
}
