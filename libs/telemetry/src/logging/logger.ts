import { context, trace } from '@opentelemetry/api';
import { type Bindings, type ChildLoggerOptions, type DestinationStream, type Logger, pino } from 'pino';
import { identity } from '../identity.js';
import { scrub } from './scrub.js';
import { scrubText } from './scrub-text.js';

export type { Logger } from 'pino';

export interface LoggerOptions {
  /** LOG_LEVEL when left out, else info. */
  readonly level?: string;
  /** Standard output when left out. */
  readonly destination?: DestinationStream;
}

/** A reader of our output that hangs must not stop us: past this many bytes waiting, lines are dropped. */
const MAX_BACKLOG_BYTES = 8 * 1024 * 1024;

/** A logger of its own output. Lines are JSON with service, instance and trace id; secrets and card data are taken out. */
export function buildLogger(options: LoggerOptions = {}): Logger {
  const { service, instance, version } = identity();
  const logger = pino(
    {
      level: options.level ?? levelOf(process.env['LOG_LEVEL']),
      base: { service, instance, version },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: traceFields,
      // Errors are copied by scrub, with their causes.
      serializers: { err: (error: unknown) => error },
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => scrub(fields) as Record<string, unknown>,
      },
      hooks: {
        logMethod(args, method) {
          const [first, ...rest] = cleanArguments(args);
          method.call(this, first as object, ...(rest as [string?, ...unknown[]]));
        },
      },
    },
    options.destination ?? pino.destination({ fd: 1, sync: false, maxLength: MAX_BACKLOG_BYTES }),
  );
  return scrubChildren(logger);
}

interface Parent {
  child(fields: Bindings, options?: ChildLoggerOptions): Logger;
}

/** A child's own fields pass no formatter. Children inherit this from their parent. */
function scrubChildren(logger: Logger): Logger {
  const parent: Parent = logger;
  const child = parent.child;
  parent.child = function (fields, options) {
    return child.call(this, scrub(fields) as Bindings, options);
  };
  return logger;
}

/** The process' own logger. */
export const log: Logger = buildLogger();

/** A logger of one part of the process, named on each line where the name is not the service's own. */
export function createLogger(name: string): Logger {
  return name === identity().service ? log : log.child({ name });
}

/** An unknown word must not keep a service from starting (or from saying what is wrong). */
function levelOf(word = 'info'): string {
  return word === 'silent' || word in pino.levels.values ? word : 'info';
}

function traceFields(): object {
  const span = trace.getSpanContext(context.active());
  return span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId };
}

/** pino takes the message from an error by itself; here it is done before, so that it can be cleaned. */
function cleanArguments(args: readonly unknown[]): unknown[] {
  const [first, second, ...rest] = args;
  if (typeof first === 'string') return [scrubText(first), ...args.slice(1).map(scrub)];
  const error = first instanceof Error ? first : errorIn(first);
  const fields = first instanceof Error ? { err: first } : first;
  const message = second === undefined ? error?.message : second;
  return message === undefined ? [fields] : [fields, scrub(message), ...rest.map(scrub)];
}

function errorIn(fields: unknown): Error | undefined {
  const err = typeof fields === 'object' && fields !== null && 'err' in fields ? fields.err : undefined;
  return err instanceof Error ? err : undefined;
}
