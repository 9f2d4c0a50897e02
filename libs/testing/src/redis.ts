import { Redis } from 'ioredis';
import { askKeeper } from './keeper-client.js';

export interface TestRedis {
  readonly url: string;
}

/** A Redis of one test file alone (append-only file, noeviction), to break. */
export interface OwnRedis extends TestRedis {
  flushAll(): Promise<void>;
  kill(): Promise<void>;
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** The same address and data again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** The Redis of this test run, shared by all: use key or queue names of your own. TEST_REDIS_URL when it is set, else the keeper's. */
export async function testRedis(): Promise<TestRedis> {
  const given = process.env['TEST_REDIS_URL'];
  if (given) return { url: given };
  const { url = '' } = await askKeeper({ op: 'redis', own: false });
  return { url };
}

/** A new Redis (a tenth of a second). Call `stop` at the end; if the test dies before, it goes by itself. */
export async function ownRedis(): Promise<OwnRedis> {
  const { resource, url = '' } = await askKeeper({ op: 'redis', own: true });
  const send = async (signal: NodeJS.Signals): Promise<void> => {
    await askKeeper({ op: 'signal', resource, node: 'redis', signal });
  };
  return {
    url,
    flushAll: () => flushAll(url),
    kill: () => send('SIGKILL'),
    freeze: () => send('SIGSTOP'),
    thaw: () => send('SIGCONT'),
    restart: async () => void (await askKeeper({ op: 'restart', resource })),
    stop: async () => void (await askKeeper({ op: 'stop', resource })),
  };
}

async function flushAll(url: string): Promise<void> {
  const redis = new Redis(url);
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}
