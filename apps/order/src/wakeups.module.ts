import { Module } from '@nestjs/common';
import { createWakeups } from '@breakwater/messaging';
import { CONFIG } from '@breakwater/service-host';
import type { OrderConfig } from './order.config.js';

export const WAKEUPS = Symbol('WAKEUPS');

/** The one queue of this service: `advance` goes on with an order, `send` sends mails. Both only shorten the wait for a sweep. */
@Module({
  providers: [
    {
      provide: WAKEUPS,
      inject: [CONFIG],
      useFactory: (config: OrderConfig) => createWakeups({ redisUrl: config.REDIS_QUEUE_URL, queue: 'order' }),
    },
  ],
  exports: [WAKEUPS],
})
export class WakeupsModule {}
