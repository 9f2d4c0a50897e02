import { describe, expect, it } from '@jest/globals';
import type { Checkout } from '@breakwater/contracts';
import { endPurchase, type KeyValueStorage, readPending, startPurchase } from './pending-purchase.js';

const HOUR = 3_600_000;
const body = (amountMinor: number): Checkout => ({
  email: 'ada@example.com',
  shippingAddress: { name: 'Ada', line1: 'Quay 1', city: 'Cork', postalCode: 'T12', country: 'IE' },
  paymentMethod: 'pm_1',
  expectedTotal: { amountMinor, currency: 'EUR' },
});

function memory(): KeyValueStorage & { values: Map<string, string> } {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
    removeItem: (name) => void values.delete(name),
  };
}

describe('a purchase without a final answer', () => {
  it('is repeated with its own key and body, whatever was clicked since', () => {
    const storage = memory();
    const first = startPurchase(storage, body(100), () => 'key-one-1', 0);
    expect(startPurchase(storage, body(999), () => 'key-two-2', HOUR)).toEqual(first);
    expect(readPending(storage, HOUR)).toEqual(first);
  });
  it('makes room for a new key after its final answer', () => {
    const storage = memory();
    startPurchase(storage, body(100), () => 'key-one-1', 0);
    endPurchase(storage, 'key-one-1');
    expect(startPurchase(storage, body(200), () => 'key-two-2', 0).key).toBe('key-two-2');
  });
  it('is not ended by the answer to another one', () => {
    const storage = memory();
    startPurchase(storage, body(100), () => 'key-one-1', 0);
    endPurchase(storage, 'key-two-2');
    expect(readPending(storage, 0)?.key).toBe('key-one-1');
  });
  it('is never repeated after the shop has forgotten its key', () => {
    const storage = memory();
    startPurchase(storage, body(100), () => 'key-one-1', 0);
    expect(readPending(storage, 25 * HOUR)).toBeUndefined();
  });
  it('is not invented from a damaged storage', () => {
    for (const text of ['{', 'null', '{"key":1}', '[]']) {
      const storage = memory();
      storage.values.set('breakwater.purchase', text);
      expect(readPending(storage, 0)).toBeUndefined();
    }
  });
});
