import { getPaymentConfig, type PaymentConfig } from '@breakwater/contracts';
import { type ApiError, asApiError, call } from '@breakwater/web';
import { useCallback, useEffect, useState } from 'react';

const NAME = 'breakwater.payment-config';

/** How to pay. The last known answer serves when the payment service rests: the order is recorded all the same. */
export function usePaymentConfig() {
  const [config, setConfig] = useState<PaymentConfig>();
  const [error, setError] = useState<ApiError>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    const load = async (): Promise<void> => {
      const [known, failure] = await loadConfig();
      if (!isCurrent) return;
      setConfig(known);
      setError(known === undefined ? failure : undefined);
    };
    void load();
    return () => {
      isCurrent = false;
    };
  }, [round]);
  return { config, error, reload: useCallback(() => setRound((n) => n + 1), []) };
}

async function loadConfig(): Promise<[PaymentConfig | undefined, ApiError | undefined]> {
  try {
    const config = await call(getPaymentConfig, {});
    remember(JSON.stringify(config));
    return [config, undefined];
  } catch (error) {
    return [recall(), asApiError(error)];
  }
}

function remember(text: string): void {
  try {
    localStorage.setItem(NAME, text);
  } catch {
    // A browser that keeps nothing asks each time.
  }
}

function recall(): PaymentConfig | undefined {
  try {
    return (JSON.parse(localStorage.getItem(NAME) ?? 'null') as PaymentConfig | null) ?? undefined;
  } catch {
    return undefined;
  }
}
