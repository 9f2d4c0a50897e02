/** A map that keeps the most recently put values only. */
export class RecentValues<T> {
  private readonly values = new Map<string, T>();

  constructor(private readonly limit: number) {}

  get(key: string): T | undefined {
    return this.values.get(key);
  }

  put(key: string, value: T): void {
    this.values.delete(key);
    this.values.set(key, value);
    if (this.values.size > this.limit) this.values.delete(this.values.keys().next().value ?? key);
  }

  clear(): void {
    this.values.clear();
  }
}
