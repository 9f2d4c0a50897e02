import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identify, isAlive, type Identity } from './identity.js';

async function holderOf(path: string): Promise<Identity | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Identity;
  } catch {
    return undefined;
  }
}

async function take(path: string): Promise<boolean> {
  // Written aside and renamed would overwrite: `wx` is what makes two takers exclude each other.
  try {
    await writeFile(path, JSON.stringify(identify(process.pid)), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** Runs `work` while no other process (nor other caller in this one) holds the same lock file. A dead holder's lock is broken. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  let unreadable = 0;
  while (!(await take(path))) {
    const holder = await holderOf(path);
    unreadable = holder === undefined ? unreadable + 1 : 0;
    if ((holder !== undefined && !isAlive(holder)) || unreadable > 20) {
      const aside = `${path}.${process.pid}.stale`;
      await rename(path, aside).catch(() => undefined);
      await rm(aside, { force: true });
      continue;
    }
    await delay(100);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}
