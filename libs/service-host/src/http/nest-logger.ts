import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@breakwater/telemetry';

/** Nest's own words, through our logger; its start-up chatter only at debug. */
export function nestLogger(log: Logger): LoggerService {
  const text = (message: unknown): string => (typeof message === 'string' ? message : JSON.stringify(message));
  return {
    log: (message: unknown) => log.debug(text(message)),
    debug: (message: unknown) => log.debug(text(message)),
    verbose: (message: unknown) => log.trace(text(message)),
    warn: (message: unknown) => log.warn(text(message)),
    error: (message: unknown, ...rest: unknown[]) => log.error({ detail: rest }, text(message)),
    fatal: (message: unknown, ...rest: unknown[]) => log.fatal({ detail: rest }, text(message)),
  };
}
