import { getSession, type Session, signIn, signOut } from '@breakwater/contracts';
import { asApiError, call } from '@breakwater/web';
import { useCallback, useEffect, useState } from 'react';

export type OperatorState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'nobody'; readonly notice: string | undefined }
  | { readonly kind: 'operator'; readonly name: string };

const NOT_AN_OPERATOR = 'This account is a customer’s. The harbour office needs an operator’s.';

export function useOperator() {
  const [state, setState] = useState<OperatorState>({ kind: 'loading' });

  useEffect(() => {
    const load = async (): Promise<void> => {
      try {
        setState(stateOf(await call(getSession, {})));
      } catch (error) {
        setState({ kind: 'nobody', notice: asApiError(error).message });
      }
    };
    void load();
  }, []);

  const enter = useCallback(async (email: string, password: string) => {
    setState(stateOf(await call(signIn, { body: { email, password } })));
  }, []);
  const leave = useCallback(async () => {
    await call(signOut, {}).catch(() => undefined);
    setState({ kind: 'nobody', notice: undefined });
  }, []);
  const expire = useCallback((status: number) => {
    setState({
      kind: 'nobody',
      notice: status === 403 ? NOT_AN_OPERATOR : 'Your session has ended. Please sign in again.',
    });
  }, []);
  return { state, enter, leave, expire };
}

function stateOf({ customer }: Session): OperatorState {
  if (customer === null) return { kind: 'nobody', notice: undefined };
  if (customer.role !== 'operator') return { kind: 'nobody', notice: NOT_AN_OPERATOR };
  return { kind: 'operator', name: customer.name };
}
