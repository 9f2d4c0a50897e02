import { useEffect } from 'react';

/** Calls `work` every so often, not while nobody looks at the page. */
export function useEvery(ms: number, work: () => void): void {
  useEffect(() => {
    const timer = setInterval(() => (document.visibilityState === 'visible' ? work() : undefined), ms);
    return () => clearInterval(timer);
  }, [ms, work]);
}
