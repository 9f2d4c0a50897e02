import { Inject, Injectable } from '@nestjs/common';
import { readAttemptsOfOrders } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, Peers } from '@breakwater/service-host';
import { markSettled } from '../facts/subject.repository.js';
import { Hints } from './hints.js';
import { isSettled } from './is-settled.js';

const MOST = 500;
const TIMEOUT_MS = 5000;

/** Asks payment whether a refund is pending where the provider shows one that nobody knows, many orders at a time. */
@Injectable()
export class AskSettled {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Hints) private readonly hints: Hints,
    @Inject(Peers) private readonly peers: Peers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const orderIds = this.hints.takeUnsettled(MOST);
    if (orderIds.length === 0) return;
    const atMs = this.clock.now();
    const call = { body: { orderIds }, timeoutMs: TIMEOUT_MS };
    const { items } = await this.peers.get('payment').call(readAttemptsOfOrders, call);
    const busy = new Set(items.filter((attempt) => !isSettled(attempt)).map(({ orderId }) => orderId));
    await markSettled(
      this.database.writer,
      orderIds.filter((orderId) => !busy.has(orderId)),
      atMs,
    );
  }
}
