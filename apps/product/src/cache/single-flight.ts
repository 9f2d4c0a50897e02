/** Whoever asks for a key while it is being fetched waits for that one fetch. */
export class SingleFlight {
  private readonly flights = new Map<string, Promise<unknown>>();

  run<T>(key: string, fetch: () => Promise<T>): Promise<T> {
    const known = this.flights.get(key);
    if (known !== undefined) return known as Promise<T>;
    const flight = fetch().finally(() => this.flights.delete(key));
    this.flights.set(key, flight);
    return flight;
  }
}
