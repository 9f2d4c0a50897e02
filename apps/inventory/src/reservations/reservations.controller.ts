import { Body, Controller, Inject, Param } from '@nestjs/common';
import * as contract from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { type Clock, Fault } from '@breakwater/kernel';
import { CLOCK, Serve } from '@breakwater/service-host';
import type { z } from 'zod';
import type { Reservation } from '../domain/reservation.js';
import { ChangeReservation } from './change-reservation.js';
import { findReservation } from './reservations.repository.js';

const { params } = contract.reserve;
type Params = z.infer<typeof params>;

@Controller()
export class ReservationsController {
  constructor(
    @Inject(ChangeReservation) private readonly reservations: ChangeReservation,
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Serve(contract.reserve)
  async reserve(
    @Param({ schema: params }) { orderId }: Params,
    @Body({ schema: contract.reserve.body }) body: z.infer<typeof contract.reserve.body>,
  ): Promise<contract.Reservation> {
    const { lines, ttlSeconds } = body;
    const nowMs = this.clock.now();
    const expiresAtMs = nowMs + ttlSeconds * 1000;
    return answer(await this.reservations.change(orderId, { type: 'reserve', orderId, lines, expiresAtMs, nowMs }));
  }

  @Serve(contract.getReservation)
  async get(@Param({ schema: params }) { orderId }: Params): Promise<contract.Reservation> {
    const found = await findReservation(this.database.writer, orderId);
    if (found === null) throw new Fault('not_found', 'inventory.reservation.not_found', orderId);
    return answer(found);
  }

  @Serve(contract.confirmReservation)
  async confirm(@Param({ schema: params }) { orderId }: Params): Promise<contract.Reservation> {
    return answer(await this.reservations.change(orderId, { type: 'confirm', nowMs: this.clock.now() }));
  }

  @Serve(contract.releaseReservation)
  async release(@Param({ schema: params }) { orderId }: Params): Promise<contract.Reservation> {
    return answer(await this.reservations.change(orderId, { type: 'release' }));
  }

  @Serve(contract.extendReservation)
  async extend(
    @Param({ schema: params }) { orderId }: Params,
    @Body({ schema: contract.extendReservation.body }) { ttlSeconds }: z.infer<typeof contract.extendReservation.body>,
  ): Promise<contract.Reservation> {
    const nowMs = this.clock.now();
    const expiresAtMs = nowMs + ttlSeconds * 1000;
    return answer(await this.reservations.change(orderId, { type: 'extend', expiresAtMs, nowMs }));
  }

  @Serve(contract.returnStock)
  async takeBack(
    @Param({ schema: params }) { orderId }: Params,
    @Body({ schema: contract.returnStock.body }) { returnId, lines }: z.infer<typeof contract.returnStock.body>,
  ): Promise<contract.Reservation> {
    return answer(await this.reservations.change(orderId, { type: 'return', returnId, lines }));
  }
}

function answer(reservation: Reservation): contract.Reservation {
  const { orderId, state, lines, expiresAtMs } = reservation;
  return { orderId, state, lines: [...lines], expiresAt: new Date(expiresAtMs).toISOString() };
}
