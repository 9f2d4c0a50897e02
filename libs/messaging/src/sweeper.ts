import { createLogger } from '@breakwater/telemetry';

export interface SweeperOptions {
  /** Shown in the log. */
  readonly name: string;
  /** Pause between two runs, give or take a fifth: instances that started together drift apart. */
  readonly everyMs: number;
  /** Until the first run. Left out: some time within `everyMs`. */
  readonly firstAfterMs?: number;
  /** One run. What it throws is logged, and the next run comes as if nothing had been. */
  readonly work: () => Promise<unknown>;
  readonly logger?: { warn(fields: object, message: string): void };
}

export interface Sweeper {
  /** No run begins any more; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

/** Runs `work` again and again; never two at once, however long one takes. */
export function startSweeper(options: SweeperOptions): Sweeper {
  const { name, everyMs, firstAfterMs = everyMs * Math.random(), work, logger = createLogger('sweeper') } = options;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const run = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      logger.warn({ err: error, sweeper: name }, 'a sweep failed');
    }
    next(everyMs * (0.8 + Math.random() * 0.4));
  };
  const next = (inMs: number): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = run();
    }, inMs);
  };
  next(firstAfterMs);

  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
