import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { forgetReceived, type Sweeper, startSweeper } from '@breakwater/messaging';

/**
 * A producer repeats an event until it has marked it as delivered, every two minutes at least: after so long only one
 * that was down all the time, or came back from a backup that old, may repeat what is forgotten here. It is worked
 * once more then: no handler of an event may count on the inbox for money or stock.
 */
const KEPT_MS = 30 * 24 * 3_600_000;
const EVERY_MS = 10 * 60_000;
const AT_ONCE = 1_000;

/** Keeps the inbox from growing for ever: at the start, and now and then. */
@Injectable()
export class ForgetEvents implements OnApplicationBootstrap, OnModuleDestroy {
  private sweeper: Sweeper | undefined;

  constructor(@Inject(Database) private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.sweeper = startSweeper({ name: 'inbox', everyMs: EVERY_MS, firstAfterMs: 0, work: () => this.forget() });
  }

  async onModuleDestroy(): Promise<void> {
    await this.sweeper?.stop();
  }

  private async forget(): Promise<void> {
    let gone: number;
    do gone = await forgetReceived(this.database, { olderThanMs: KEPT_MS, limit: AT_ONCE });
    while (gone === AT_ONCE);
  }
}
