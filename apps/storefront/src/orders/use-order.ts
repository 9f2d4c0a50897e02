import { getOrder } from '@breakwater/contracts';
import { call, useResource } from '@breakwater/web';
import { useEffect } from 'react';

const HIDDEN_POLL_MS = 30_000;
const REFUND_POLL_MS = 4_000;

/** An order that is read again as often as the shop says, and seldom while nobody looks. */
export function useOrder(orderId: string, token: string | undefined) {
  const resource = useResource(`order ${orderId}`, (signal) =>
    call(getOrder, { params: { orderId }, query: { token }, signal }),
  );
  const { data, error, loading, reload } = resource;
  // An end is no end while money is still on its way back.
  const isRefunding = data?.refunds.some((refund) => refund.state === 'pending') === true;
  const ownPollMs = data?.pollAfterMs ?? (isRefunding ? REFUND_POLL_MS : null);
  const pollAfterMs = error !== undefined && error.status !== 404 ? 5_000 : ownPollMs;
  useEffect(() => {
    if (loading || pollAfterMs === null) return undefined;
    const ms = document.visibilityState === 'hidden' ? Math.max(pollAfterMs, HIDDEN_POLL_MS) : pollAfterMs;
    const timer = setTimeout(reload, ms);
    return () => clearTimeout(timer);
  }, [loading, pollAfterMs, reload]);
  useEffect(() => {
    const onVisible = (): void => (document.visibilityState === 'visible' ? reload() : undefined);
    document.addEventListener('visibilitychange', onVisible);
    return () => document.removeEventListener('visibilitychange', onVisible);
  }, [reload]);
  return resource;
}
