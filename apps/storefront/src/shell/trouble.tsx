import type { ApiError } from '@breakwater/web';
import { useEffect, useState } from 'react';
import { Lighthouse } from './lighthouse.js';

const RETRY_MS = 8_000;

/** Instead of a page whose heart could not be read: says what is the matter and tries again by itself. */
export function Trouble({ error, retry, what }: { error: ApiError; retry: () => void; what: string }) {
  const { title, text } = words(error, what);
  const [round, setRound] = useState(0);
  useEffect(() => {
    // Spread, so that many open pages do not come back in the same moment.
    const ms = Math.max(error.retryAfterMs ?? 0, RETRY_MS * (0.75 + Math.random() / 2));
    const timer = setTimeout(() => {
      setRound((n) => n + 1);
      retry();
    }, ms);
    return () => clearTimeout(timer);
  }, [round, retry, error]);
  return (
    <section className="empty trouble" role="alert">
      <Lighthouse />
      <h2>{title}</h2>
      <p className="quiet">{text}</p>
      <button type="button" className="button button-primary" onClick={retry}>
        Try again now
      </button>
      {error.traceId === undefined ? null : <p className="quiet trouble-trace">Reference: {error.traceId}</p>}
    </section>
  );
}

function words(error: ApiError, what: string): { title: string; text: string } {
  if (error.status === 0) {
    const text = 'Please look at your connection. We keep trying; your cart is safe.';
    return { title: 'The shop cannot be reached', text };
  }
  if (error.status === 429) {
    return { title: 'The harbour is full just now', text: 'Many people are here. You will get in in a moment.' };
  }
  if (error.status === 503) {
    const text = `We cannot show ${what} at this moment. The page comes back by itself; your cart and your orders are safe.`;
    return { title: 'In for maintenance', text };
  }
  return { title: 'Something went wrong at our end', text: `We could not show ${what}. We keep trying.` };
}
