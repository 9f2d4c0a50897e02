import { Body, Controller, type DynamicModule, Inject, type ModuleMetadata } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { EventEnvelope, receiveEvent } from '@breakwater/contracts';
import { Database, type Sql } from '@breakwater/database';
import { Fault } from '@breakwater/kernel';
import { receiveOnce } from '@breakwater/messaging';
import { withExtractedContext } from '@breakwater/telemetry';
import { ZodError } from 'zod';
import { Serve } from '../http/serve.js';
import { ForgetEvents } from './forget-events.js';

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
    ).catch((error: unknown) => {
      // An orderly refusal: this event will not do, the next one may.
      if (!(error instanceof ZodError)) throw error;
      const text = `${envelope.type} is not what it should be: ${error.message}`;
      throw new Fault('unprocessable', 'inbox.event.unreadable', text, { cause: error });
    });
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
      providers: [ForgetEvents, { provide: HANDLERS, inject: options.inject ?? [], useFactory: options.useFactory }],
    };
  }
}
