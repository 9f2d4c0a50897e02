import { getStatus, type SystemStatus } from '@breakwater/contracts';
import { type ApiError, asApiError, call } from '@breakwater/web';
import { useEffect, useState } from 'react';

const POLL_MS = 2_000;

export interface StatusReading {
  readonly status: SystemStatus | undefined;
  readonly receivedAtMs: number;
  readonly error: ApiError | undefined;
  readonly nowMs: number;
}

/** The status, read every 2 s, one request at a time; the last good one stays when a poll fails. */
export function useStatus(): StatusReading {
  const [reading, setReading] = useState<Omit<StatusReading, 'nowMs'>>({
    status: undefined,
    receivedAtMs: 0,
    error: undefined,
  });
  const [nowMs, setNowMs] = useState(() => Date.now());

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const poll = async (): Promise<void> => {
      try {
        const status = await call(getStatus, { signal: abort.signal, timeoutMs: 4_000 });
        setReading({ status, receivedAtMs: Date.now(), error: undefined });
      } catch (error) {
        if (abort.signal.aborted) return;
        setReading((last) => ({ ...last, error: asApiError(error) }));
      }
      timer = setTimeout(() => void poll(), POLL_MS);
    };
    void poll();
    const clock = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => {
      abort.abort();
      clearTimeout(timer);
      clearInterval(clock);
    };
  }, []);
  return { ...reading, nowMs };
}
