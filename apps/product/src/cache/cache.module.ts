import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, CONFIG, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { ProductConfig } from '../product.config.js';
import { PageCache } from './page-cache.js';
import { RedisCopies } from './redis-copies.js';

/** Raise it when the shape of a cached part changes: two versions may run at once, each with its own copies. */
const SHAPE = 1;

@Injectable()
class CloseCopies implements OnApplicationShutdown {
  constructor(@Inject(RedisCopies) private readonly copies: RedisCopies) {}

  onApplicationShutdown(): void {
    this.copies.close();
  }
}

@Module({
  providers: [
    {
      provide: RedisCopies,
      inject: [CONFIG, LOGGER],
      useFactory: (config: ProductConfig, log: Logger) =>
        new RedisCopies(config.REDIS_CACHE_URL, `product:${SHAPE}:`, log),
    },
    {
      provide: PageCache,
      inject: [RedisCopies, CLOCK],
      useFactory: (copies: RedisCopies, clock: Clock) => new PageCache(copies, clock),
    },
    CloseCopies,
  ],
  exports: [PageCache],
})
export class CacheModule {}
