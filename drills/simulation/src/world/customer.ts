import { isFault } from '@breakwater/kernel';
import type { Line } from '@breakwater/order/domain/order';
import type { Context, Engine } from '../engine/engine.js';
import type { Process } from '../engine/process.js';
import type { Task } from '../engine/task.js';
import type { Purchase } from './order/checkout.js';
import type { OrderService } from './order/order-service.js';
import type { CheckoutAnswer, OrderRow } from './order/order-store.js';
import type { Provider } from './provider/provider.js';
import type { Settings } from './settings.js';

const CARDS = {
  pm_card_visa: 8,
  pm_card_chargeDeclined: 2,
  pm_card_chargeDeclinedInsufficientFunds: 1,
  pm_card_authenticationRequired: 3,
  pm_card_threeDSecureRequiredChargeDeclined: 1,
};
const TIMEOUT_MS = 10_000;
/** Who hears nothing definite is more likely to think better of it. */
const UNCERTAIN = ['unknown', 'payment_deferred', 'payment_due'];

/** Somebody who buys, repeats what got no answer, confirms at the bank or does not, cancels, pays again. */
export class Customer {
  readonly #process: Process;
  /** Every answer to every key: the same key must never hear two different things. */
  readonly answers = new Map<string, CheckoutAnswer[]>();

  constructor(
    private readonly engine: Engine,
    private readonly settings: Settings,
    private readonly name: string,
    private readonly orders: OrderService,
    private readonly provider: Provider,
  ) {
    this.#process = engine.newStranger(name);
    this.#process.spawn(this.#live());
  }

  *#live(): Task<void> {
    const { random } = this.engine;
    yield* this.engine.sleep(random.between(0, this.settings.stormMs * 0.8));
    for (let purchase = 1; purchase <= random.whole(1, 2); purchase++) {
      yield* this.#buy(`${this.name}/${purchase}`);
      yield* this.engine.sleep(random.between(1_000, 60_000));
    }
  }

  *#buy(key: string): Task<void> {
    const { random } = this.engine;
    const lines = this.#basket();
    const totalMinor = lines.reduce((sum, { quantity }) => sum + quantity * 1250, 490);
    // While the provider is out, a browser cannot name a card there either.
    const paymentMethod = this.provider.isOut && random.chance(0.5) ? null : this.#card();
    const purchase = { lines, totalMinor, paymentMethod };
    this.engine.trace.say(
      this.name,
      () => `buys ${lines.map(({ sku, quantity }) => `${quantity} ${sku}`).join(', ')} as ${key}`,
    );
    // Somebody who clicks twice.
    if (random.chance(0.2)) this.#process.spawn(this.#submit(key, purchase), { failed: () => undefined });
    for (let tries = 0; tries < 6; tries++) {
      try {
        const answer = yield* this.#submit(key, purchase);
        return yield* this.#after(answer.orderId, key);
      } catch (error) {
        if (!isFault(error)) throw error;
        yield* this.engine.sleep(random.between(1_000, 20_000));
      }
    }
  }

  *#submit(key: string, purchase: Purchase): Task<CheckoutAnswer> {
    const answer = yield* this.#call('place', (there) => this.orders.checkout.place(there, key, purchase));
    this.engine.trace.say(this.name, () => `${key}: ${answer.status}, ${answer.orderId} is ${answer.state}`);
    this.answers.set(key, [...(this.answers.get(key) ?? []), answer]);
    return answer;
  }

  /** The page polls; what it shows is acted upon, or not. */
  *#after(id: string, key: string): Task<void> {
    const { random } = this.engine;
    const patience = random.whole(2, 12);
    for (let look = 0; look < patience; look++) {
      yield* this.engine.sleep(random.between(500, look < 6 ? 10_000 : 600_000));
      try {
        yield* this.#act(id, `${key}/${look}`);
      } catch (error) {
        if (!isFault(error)) throw error;
      }
    }
  }

  *#act(id: string, key: string): Task<void> {
    const { random, trace } = this.engine;
    const order: OrderRow = yield* this.#call('get', (there) => this.orders.store.read(there, id));
    const { state, nextActionUrl } = order.progress;
    if (nextActionUrl !== null && random.chance(0.6)) {
      const approved = random.chance(0.8);
      trace.say(this.name, () => `${approved ? 'approves' : 'refuses'} ${id} at the bank`);
      return this.provider.books.authenticate(nextActionUrl.split('/').at(-1) ?? '', approved);
    }
    if (state === 'payment_due' && random.chance(0.5)) {
      const card = this.#card();
      trace.say(this.name, () => `pays ${id} again`);
      for (let tries = random.pick([1, 1, 2]); tries > 0; tries--)
        yield* this.#call('pay', (there) => this.orders.payAgain(there, id, `${key}/pay`, card));
    } else if (random.chance(UNCERTAIN.includes(state) ? 0.3 : 0.1)) {
      trace.say(this.name, () => `cancels ${id}`);
      yield* this.#call('cancel', (there) => this.orders.cancel(there, id, `${key}/cancel`));
    }
  }

  #call<T>(what: string, handle: (there: Context) => Task<T>): Task<T> {
    return this.orders.service.call(this.engine.context(this.#process), what, TIMEOUT_MS, handle);
  }

  #card(): string {
    return this.provider.books.tokenise(this.engine.random.weighted(CARDS));
  }

  #basket(): Line[] {
    const { random } = this.engine;
    const skus = this.settings.stock.filter(() => random.chance(0.6));
    const chosen = skus.length === 0 ? [random.pick(this.settings.stock)] : skus;
    return chosen.map(({ sku }) => ({ sku, quantity: random.whole(1, 2) }));
  }
}
