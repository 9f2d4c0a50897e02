import { AsyncLocalStorage } from 'node:async_hooks';

/** One call to the provider. The stripe client knows no abort signal, so it travels beside it. */
export interface ProviderCall {
  readonly signal: AbortSignal;
  /** True from the moment in which the provider may have received something. */
  sent: boolean;
}

export const currentProviderCall = new AsyncLocalStorage<ProviderCall>();
