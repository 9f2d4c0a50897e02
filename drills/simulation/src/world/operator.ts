import { refundableMinor } from '@breakwater/order/domain/refunds';
import { isFault } from '@breakwater/kernel';
import type { Context, Engine } from '../engine/engine.js';
import type { Task } from '../engine/task.js';
import type { OrderService } from './order/order-service.js';
import type { Settings } from './settings.js';

const TIMEOUT_MS = 10_000;

/** Sends paid orders on their way and gives money back, now and then twice by mistake. */
export function startOperator(engine: Engine, settings: Settings, orders: OrderService): void {
  const process = engine.newStranger('operator');
  const { random, trace } = engine;
  const call = <T>(what: string, handle: (there: Context) => Task<T>): Task<T> =>
    orders.service.call(engine.context(process), what, TIMEOUT_MS, handle);

  function* act(round: number): Task<void> {
    const paid = orders.store.orders
      .all()
      .filter(({ progress }) => progress.state === 'paid' || progress.state === 'fulfilled');
    if (paid.length === 0) return;
    const { id, progress, lines } = random.pick(paid);
    if (progress.state === 'paid' && random.chance(0.3)) {
      trace.say('operator', () => `sends ${id}`);
      return yield* call('fulfil', (there) => orders.fulfil(there, id));
    }
    if (!random.chance(0.7)) return;
    const part = random.chance(0.5) ? random.whole(1, Math.max(1, refundableMinor(progress))) : null;
    trace.say('operator', () => `gives back ${part ?? 'all'} of ${id}`);
    for (let tries = random.pick([1, 2]); tries > 0; tries--)
      yield* call('refund', (there) => orders.refund(there, id, `refund/${round}`, part, part === null ? lines : []));
  }

  function* live(): Task<void> {
    for (let round = 0; engine.stormy; round++) {
      yield* engine.sleep(random.between(1_000, settings.stormMs / 25));
      try {
        yield* act(round);
      } catch (error) {
        if (!isFault(error)) throw error;
      }
    }
  }
  process.spawn(live());
}
