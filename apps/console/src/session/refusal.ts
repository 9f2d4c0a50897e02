import type { ApiError } from '@breakwater/web';
import { createContext, useContext, useEffect } from 'react';

/** Called when the shop says that nobody, or no operator, is signed in any more. */
export const Refusal = createContext<(status: number) => void>(() => undefined);

/** Brings the sign-in back when `error` says that it is needed. */
export function useRefusal(error: ApiError | undefined): void {
  const refuse = useContext(Refusal);
  useEffect(() => {
    if (error?.status === 401 || error?.status === 403) refuse(error.status);
  }, [error, refuse]);
}
