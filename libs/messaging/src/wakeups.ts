import { createLogger, counter, injectContext, timed, withExtractedContext, type Carrier } from '@breakwater/telemetry';
import { Queue, Worker, type Job } from 'bullmq';
import { RedisConnections } from './redis-connections.js';

export interface WakeupsOptions {
  readonly redisUrl: string;
  /** One per service. */
  readonly queue: string;
  /** Bound of one `wake`. Default 250 ms. */
  readonly timeoutMs?: number;
  readonly logger?: { warn(fields: object, message: string): void };
}

export interface Wakeups {
  /**
   * Tells a worker of this service to look at `id` now. Never throws and never waits long: a lost call (false: Redis did
   * not take it in time) is the sweeper's to make good.
   */
  wake(jobName: string, id: string, options?: WakeOptions): Promise<boolean>;
  /** Starts a worker. It gets an id, not the truth: it reads the row, and a doubled or late call finds nothing to do. */
  work(handler: (jobName: string, id: string) => Promise<unknown>, options?: { concurrency?: number }): void;
  close(): Promise<void>;
}

export interface WakeOptions {
  /** Not while such a call for this id waits in the queue or is being worked. */
  readonly once?: boolean;
}

type Wakeup = Carrier & { readonly id: string };

const CLOSE_MS = 2_000;
const lost = counter('wakeups_lost_total', { help: 'Wake-ups that Redis did not take in time', labels: ['queue'] });

/**
 * Wake-ups over BullMQ. Postgres holds what is to be done; a job only shortens the wait for the next sweep, so that Redis
 * may lose all of them.
 */
export function createWakeups(options: WakeupsOptions): Wakeups {
  const { redisUrl, queue: name, timeoutMs = 250, logger = createLogger('wakeups') } = options;
  const workers: Worker<Wakeup>[] = [];
  const connections = new RedisConnections(redisUrl);
  const redis = connections.open({ maxRetriesPerRequest: 1, connectTimeout: timeoutMs });
  const queue = new Queue<Wakeup>(name, { connection: redis });
  const complain = (error: Error): void => logger.warn({ err: error, queue: name }, 'wake-ups: Redis fails');
  // Once per outage: ioredis says it again at every attempt to come back.
  let complained = false;
  const once = (error: Error): void => {
    if (!complained) complain(error);
    complained = true;
  };
  redis.on('error', once).on('ready', () => (complained = false));
  queue.on('error', once);

  return {
    wake: async (jobName, id, { once = false } = {}) => {
      // While Redis is away BullMQ would keep every call in memory until it is back.
      const reachable = redis.status === 'ready' || redis.status === 'connecting' || redis.status === 'connect';
      const job = injectContext<Wakeup>({ id });
      const options = { removeOnComplete: true, removeOnFail: true, ...(once ? { jobId: `${jobName}-${id}` } : {}) };
      const add = (): Promise<unknown> => queue.add(jobName, job, options);
      const taken = reachable && (await inTime(timed(`wake ${jobName}`, { queue: name }, add), timeoutMs));
      if (!taken) lost.add(1, { queue: name });
      return taken;
    },
    work: (handler, { concurrency = 4 } = {}) => {
      const process = async (job: Job<Wakeup>): Promise<void> => {
        await withExtractedContext(job.data, () => handler(job.name, job.data.id));
      };
      const connection = connections.open({ maxRetriesPerRequest: null });
      connection.on('error', once);
      // After an error it pauses; the default of 15 s would outlast the outage, and keep a process that ends alive.
      const worker = new Worker<Wakeup>(name, process, { connection, concurrency, runRetryDelay: 1_000 });
      worker.on('error', once);
      worker.on('failed', (_job, error) => complain(error));
      workers.push(worker);
    },
    close: async () => {
      // A worker waits for its jobs; with Redis away it would wait without end.
      const force = redis.status !== 'ready';
      await Promise.all(workers.map((worker) => inTime(worker.close(force), CLOSE_MS)));
      await inTime(queue.close(), CLOSE_MS);
      connections.close();
    },
  };
}

/** True when it was fulfilled in time; a rejection, now or later, is only "no". */
async function inTime(work: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, false);
  const done = work.then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}
