/** Values of this process for a second or two: what is asked most is answered without leaving it. Holds the latest `limit` keys. */
export class MemoryLayer<T> {
  private readonly entries = new Map<
    string,
    { readonly value: T; readonly freshUntilMs: number; readonly atMs: number }
  >();

  constructor(private readonly limit: number) {}

  fresh(key: string, nowMs: number): T | undefined {
    const entry = this.entries.get(key);
    return entry !== undefined && nowMs < entry.freshUntilMs ? entry.value : undefined;
  }

  /** The value, fresh or not, with the time of its loading. */
  any(key: string): { readonly value: T; readonly atMs: number } | undefined {
    return this.entries.get(key);
  }

  /** Good without asking until `freshUntilMs`; `atMs` is when the value was loaded. */
  put(key: string, value: T, freshUntilMs: number, atMs: number): void {
    this.entries.delete(key);
    this.entries.set(key, { value, freshUntilMs, atMs });
    if (this.entries.size > this.limit) {
      const oldest = this.entries.keys().next();
      if (oldest.done !== true) this.entries.delete(oldest.value);
    }
  }

  forget(key: string): void {
    this.entries.delete(key);
  }
}
