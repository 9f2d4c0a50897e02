import type { KeyValueStorage } from './pending-purchase.js';

/** sessionStorage where the browser allows it; a purchase in one page life otherwise. */
export const purchaseStorage: KeyValueStorage = openSessionStorage() ?? inMemory();

function openSessionStorage(): KeyValueStorage | undefined {
  try {
    sessionStorage.setItem('breakwater.probe', '1');
    sessionStorage.removeItem('breakwater.probe');
    return sessionStorage;
  } catch {
    return undefined;
  }
}

function inMemory(): KeyValueStorage {
  const values = new Map<string, string>();
  return {
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
    removeItem: (name) => void values.delete(name),
  };
}
