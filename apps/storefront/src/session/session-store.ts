import { getSession, signIn, signOut, signUp } from '@breakwater/contracts';
import type { Customer, Session } from '@breakwater/contracts';
import { call, type CallInput, createStore, forgetResources } from '@breakwater/web';

export interface SessionState {
  /** `unknown`: the shop could not be asked; browsing and guest checkout go on. */
  readonly status: 'loading' | 'known' | 'unknown';
  readonly customer: Customer | null;
}

export const session = createStore<SessionState>({ status: 'loading', customer: null });

export async function loadSession(): Promise<void> {
  try {
    take(await call(getSession, {}));
  } catch {
    session.set({ ...session.get(), status: 'unknown' });
  }
}

export async function enterByPassword(body: CallInput<typeof signIn>['body']): Promise<void> {
  take(await call(signIn, { body }));
  forgetResources();
}

export async function enterByNewAccount(body: CallInput<typeof signUp>['body']): Promise<void> {
  take(await call(signUp, { body }));
  forgetResources();
}

export async function leave(): Promise<void> {
  take(await call(signOut, {}));
  forgetResources();
}

function take({ customer }: Session): void {
  session.set({ status: 'known', customer });
}
