import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { redisUrl } from '@breakwater/local-stack';
import type { Stack } from '@breakwater/local-stack';
import { Redis } from 'ioredis';

export interface Floor {
  readonly pid: number;
  readonly url: URL;
  stop(): Promise<void>;
}

const KEY = 'bench:page';

/** Starts the floor on the shop's own cache, with `page` in it. */
export async function startFloor({ ports, secrets }: Stack, page: string): Promise<Floor> {
  const url = redisUrl({ port: ports.redisCache, password: secrets.redis.cache });
  const redis = new Redis(url);
  await redis.set(KEY, page);
  redis.disconnect();
  const program = fileURLToPath(new URL('floor.js', import.meta.url));
  const child = spawn(process.execPath, [program, url, KEY], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { NODE_ENV: 'production' },
  });
  const ended = once(child, 'exit');
  const [line] = (await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => Promise.reject(new Error('the floor did not start'))),
  ])) as [Buffer];
  return {
    pid: child.pid as number,
    url: new URL(`http://127.0.0.1:${line.toString().trim()}/page`),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
