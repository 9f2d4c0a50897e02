import type { Line } from '@breakwater/inventory/domain/lines';
import type { Bucket, Event, Reservation, State } from '@breakwater/inventory/domain/reservation';
import { Fault } from '@breakwater/kernel';
import { Database } from '../engine/database.js';
import type { Context, Engine } from '../engine/engine.js';
import { Service } from '../engine/service.js';
import type { Task } from '../engine/task.js';
import { startSweeper } from './sweeper.js';
import type { Settings } from './settings.js';
import type { Wiring } from './wiring.js';

/** Longer than inventory is ever down, and its sweeper needs. */
const LATE_MS = 5 * 60_000;

interface Stock {
  readonly available: number;
  readonly held: number;
  readonly confirmed: number;
  readonly received: number;
}

export class Inventory {
  readonly service: Service;
  readonly database: Database;
  readonly stock;
  readonly reservations;
  /** Told before stock is given back. */
  onRelease: (orderId: string) => void = () => undefined;

  constructor(
    private readonly engine: Engine,
    private readonly wiring: Wiring,
    private readonly settings: Settings,
  ) {
    this.service = new Service(engine, 'inventory', settings.instances);
    this.database = new Database(engine, 'inventory');
    this.stock = this.database.table<Stock>();
    this.reservations = this.database.table<Reservation>();
    for (const { sku, units } of settings.stock)
      this.stock.set(sku, { available: units, held: 0, confirmed: 0, received: units });
    for (const process of this.service.instances)
      process.boots(() => {
        if (!wiring.habits.sweepsHolds) return;
        startSweeper(engine, process, {
          everyMs: settings.sweepEveryMs,
          database: this.database,
          nextDueAt: () =>
            this.reservations.earliest(({ state, expiresAtMs }) => (state === 'held' ? expiresAtMs : null)),
          sweep: (context) => this.#expire(context),
        });
      });
  }

  *reserve(context: Context, orderId: string, lines: readonly Line[], ttlMs: number): Task<Reservation> {
    const nowMs = this.engine.now();
    yield* this.#change(context, orderId, { type: 'reserve', orderId, lines, expiresAtMs: nowMs + ttlMs, nowMs });
    return yield* this.find(context, orderId);
  }

  *find(context: Context, orderId: string): Task<Reservation> {
    return yield* this.database.transaction(context, `reading ${orderId}`, () => {
      const found = this.reservations.get(orderId);
      if (found === undefined) throw new Fault('not_found', 'inventory.reservation.not_found', orderId);
      return found;
    });
  }

  *confirm(context: Context, orderId: string): Task<void> {
    yield* this.#change(context, orderId, { type: 'confirm', nowMs: this.engine.now() });
  }

  *extend(context: Context, orderId: string, ttlMs: number): Task<void> {
    const nowMs = this.engine.now();
    yield* this.#change(context, orderId, { type: 'extend', expiresAtMs: nowMs + ttlMs, nowMs });
  }

  *release(context: Context, orderId: string): Task<void> {
    this.onRelease(orderId);
    yield* this.#change(context, orderId, { type: 'release' });
  }

  /** Things come back: once per return. */
  *takeBack(context: Context, orderId: string, returnId: string, lines: readonly Line[]): Task<void> {
    yield* this.#change(context, orderId, { type: 'return', returnId, lines });
  }

  #held(): Reservation[] {
    return this.reservations.all().filter(({ state }) => state === 'held');
  }

  *#expire(context: Context): Task<void> {
    const nowMs = this.engine.now();
    for (const { orderId, expiresAtMs } of this.#held())
      if (expiresAtMs <= nowMs) yield* this.#change(context, orderId, { type: 'expire', nowMs });
  }

  *#change(context: Context, orderId: string, event: Event): Task<void> {
    yield* this.database.transaction(context, `${event.type} ${orderId}`, () => {
      const before: State = {
        reservation: this.reservations.get(orderId) ?? null,
        available: new Map([...this.#skus()].map((sku) => [sku, this.stock.get(sku)!.available])),
      };
      const { state, effects } = this.wiring.decideReservation(before, event);
      if (state.reservation === null) throw new Error('a decision left no reservation');
      this.reservations.set(orderId, state.reservation);
      for (const { from, to, lines } of effects)
        for (const { sku, quantity } of lines) this.#move(sku, from, to, quantity);
    });
    if (event.type !== 'expire') this.#watchHolds();
    this.engine.trace.say(
      context.process.name,
      () => `${event.type} ${orderId}: ${this.reservations.get(orderId)?.state}`,
    );
  }

  /** Whatever becomes of its order: a hold that is over is given back soon. */
  #watchHolds(): void {
    const late = this.#held().find(({ expiresAtMs }) => expiresAtMs < this.engine.now() - LATE_MS);
    if (late !== undefined)
      this.engine.complaints.push(`stock: the hold of ${late.orderId} is over and was not given back`);
  }

  #skus(): Iterable<string> {
    return this.settings.stock.map(({ sku }) => sku);
  }

  #move(sku: string, from: Bucket, to: Bucket, units: number): void {
    const level = this.stock.get(sku)!;
    this.stock.set(sku, { ...level, [from]: level[from] - units, [to]: level[to] + units });
  }
}
