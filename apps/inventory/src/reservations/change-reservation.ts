import { Inject, Injectable } from '@nestjs/common';
import { Database, isUniqueViolation } from '@breakwater/database';
import { faultPoint } from '@breakwater/resilience';
import { mergeLines } from '../domain/lines.js';
import { decide, type Event, type Reservation } from '../domain/reservation.js';
import { lockState, moveStock, saveReservation } from './reservations.repository.js';

/** Runs the rule on one reservation inside one transaction and writes what it decided. */
@Injectable()
export class ChangeReservation {
  constructor(@Inject(Database) private readonly database: Database) {}

  async change(orderId: string, event: Event): Promise<Reservation> {
    const reservation = await this.attempt(orderId, event).catch((error: unknown) => {
      // Two calls for one order at once: the other one made it, so decide again with it in sight.
      if (isUniqueViolation(error)) return this.attempt(orderId, event);
      throw error;
    });
    faultPoint('inventory.reservation.changed');
    return reservation;
  }

  private attempt(orderId: string, event: Event): Promise<Reservation> {
    const skus = event.type === 'reserve' ? mergeLines(event.lines).map(({ sku }) => sku) : [];
    return this.database.transaction(async (tx) => {
      const before = await lockState(tx, orderId, skus);
      const { state, effects } = decide(before, event);
      const after = state.reservation;
      if (after === null) throw new Error('a decision left no reservation');
      await saveReservation(tx, before.reservation, after);
      await moveStock(tx, effects);
      return after;
    });
  }
}
