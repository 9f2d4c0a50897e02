import { Body, Controller, type DynamicModule, Inject, type ModuleMetadata } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { EventEnvelope, receiveEvent } from '@breakwater/contracts';
import { Database, type Sql } from '@breakwater/database';
import { Fault } from '@breakwater/kernel';
import { receiveOnce } from '@breakwater/messaging';
import { withExtractedContext } from '@breakwater/telemetry';
import { Serve } from '../http/serve.js';

/** Works an event inside the transaction that also records its arrival: both happen or neither, so exactly once in effect. */
export type EventHandler = (tx: Sql, data: unknown, envelope: EventEnvelope) => Promise<void>;
export type EventHandlers = Readonly<Record<string, EventHandler>>;

const HANDLERS = Symbol('EVENT_HANDLERS');

@ApiExcludeController()
@Controller()
class InboxController {
  constructor(
    @Inject(HANDLERS) private readonly handlers: EventHandlers,
    @Inject(Database) private readonly database: Database,
  ) {}

  @Serve(receiveEvent)
  async receive(@Body({ schema: EventEnvelope }) envelope: EventEnvelope): Promise<void> {
    const handler = this.handlers[envelope.type];
    if (handler === undefined) {
      throw new Fault('unprocessable', 'inbox.event.unknown', `nobody here works ${envelope.type}`);
    }
    await withExtractedContext({ traceparent: envelope.traceparent }, () =>
      this.database.transaction(async (tx) => {
        if (await receiveOnce(tx, envelope)) await handler(tx, envelope.data, envelope);
      }),
    );
  }
}

interface InboxOptions {
  readonly imports?: ModuleMetadata['imports'];
  // Nest's own shape of a factory's dependencies: classes and tokens in the order of the parameters.
  readonly inject?: NonNullable<
    Extract<NonNullable<ModuleMetadata['providers']>[number], { inject?: unknown }>['inject']
  >;
  readonly useFactory: (...dependencies: never[]) => EventHandlers;
}

/** POST /internal/inbox of a service: `InboxModule.register({ imports, inject, useFactory: (orders) => ({ 'x.y': ... }) })`. */
export class InboxModule {
  static register(options: InboxOptions): DynamicModule {
    return {
      module: InboxModule,
      imports: options.imports ?? [],
      controllers: [InboxController],
      providers: [{ provide: HANDLERS, inject: options.inject ?? [], useFactory: options.useFactory }],
    };
  }
}
