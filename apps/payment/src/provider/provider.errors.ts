import { Fault } from '@breakwater/kernel';

/** Nothing reached the provider, or it refused before doing anything: the same call may be made again. */
export function providerUnavailable(why: string): Fault {
  return new Fault('unavailable', 'payment.provider.unavailable', why, {
    publicMessage: 'Payment is busy. Please try again in a moment.',
    retryAfterSeconds: 2,
  });
}

/** Nothing was done, because the caller's time was as good as over: the provider may be well, the same call may be made again. */
export function noTimeToAsk(why: string): Fault {
  return new Fault('unavailable', 'payment.provider.no_time', why, {
    publicMessage: 'There was no time left to ask the payment provider. Please try again.',
    retryAfterSeconds: 1,
  });
}

/** Something was asked and it is not known what came of it. Only asking the provider again can tell. */
export function outcomeUnknown(why: string): Fault {
  return new Fault('timeout', 'payment.outcome.unknown', why, {
    publicMessage: 'The payment provider did not answer clearly. We will find out and tell you.',
  });
}
