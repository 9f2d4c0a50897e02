import { Fault } from '@breakwater/kernel';

/** Places for requests to one service. A service that hangs takes its own places only, the others stay open. */
export class Bulkhead {
  private taken = 0;

  constructor(
    private readonly name: string,
    private readonly limit: number,
  ) {}

  get inFlight(): number {
    return this.taken;
  }

  /** Takes a place and returns how to give it back (once; more often does no harm). */
  enter(): () => void {
    if (this.taken >= this.limit) {
      throw new Fault(
        'unavailable',
        'gateway.upstream.overloaded',
        `${this.name}: all ${this.limit} places are taken`,
        {
          retryAfterSeconds: 1,
        },
      );
    }
    this.taken += 1;
    let held = true;
    return () => {
      if (held) this.taken -= 1;
      held = false;
    };
  }
}
