import { StripeFault } from '@breakwater/sandbox/domain/stripe-fault';
import type { Engine } from '../engine/engine.js';
import type { Task } from '../engine/task.js';
import type { Provider } from './provider/provider.js';
import type { Settings } from './settings.js';

/** Somebody at the provider's own desk, past all of our services: gives money back, captures, cancels. */
export class Outsider {
  /** The provider's ids of the refunds that only the provider knows of. */
  readonly refunds = new Set<string>();
  /** Attempts with which somebody has meddled. */
  readonly meddled = new Set<string>();

  constructor(
    private readonly engine: Engine,
    private readonly settings: Settings,
    private readonly provider: Provider,
  ) {
    if (settings.isMeddledWith) engine.newStranger('outsider').spawn(this.#live());
  }

  *#live(): Task<void> {
    const { random } = this.engine;
    while (this.engine.stormy) {
      yield* this.engine.sleep(random.between(1_000, this.settings.stormMs / 4));
      try {
        this.#act();
      } catch (error) {
        if (!(error instanceof StripeFault)) throw error;
      }
    }
  }

  #act(): void {
    const { random, trace } = this.engine;
    const { books } = this.provider;
    const ids = [...books.intents.keys()];
    if (ids.length === 0) return;
    const { id, status, amountReceived, metadata } = books.get(random.pick(ids));
    const meddle = (what: string, act: () => void): void => {
      act();
      this.meddled.add(metadata['attempt_id'] ?? '');
      trace.say('outsider', () => `${what} ${id} of ${metadata['attempt_id']} at the provider`);
    };
    if (status === 'succeeded') {
      const amount = random.whole(1, Math.ceil(amountReceived / 3));
      meddle(`gives back ${amount} of`, () => this.refunds.add(books.refund(id, 'outsider', amount).id));
    } else if (status === 'requires_capture') {
      if (random.chance(0.5)) meddle('captures', () => books.capture(id));
      else meddle('cancels', () => books.cancel(id));
    }
  }
}
