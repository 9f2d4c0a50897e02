import { rmSync } from 'node:fs';
import { readJson, writeJson } from '../json-file.js';
import { StackProblem } from '../problem.js';
import { identify, isAlive, type Identity } from '../processes/identity.js';
import { withLock } from '../processes/lock.js';
import type { Folders } from './folders.js';

const heartbeatMs = 1000;

/** Who supervises a state folder, and when it last said so. */
export interface Claim extends Identity {
  readonly url: string;
  readonly phase: 'starting' | 'up' | 'stopping';
  readonly heartbeatAt: string;
}

const claimFile = (folders: Folders): string => folders.file('supervisor.json');

/** The supervisor that runs on this folder now, if there is one. */
export function currentClaim(folders: Folders): Claim | undefined {
  const claim = readJson(claimFile(folders)) as Claim | undefined;
  return claim !== undefined && isAlive(claim) ? claim : undefined;
}

export interface Claimed {
  setPhase(phase: Claim['phase']): void;
  release(): void;
}

/** Makes this process the only supervisor of the folder. Its heartbeat goes on until `release`. */
export async function claimFolder(folders: Folders, url: string): Promise<Claimed> {
  let phase: Claim['phase'] = 'starting';
  const beat = (): void => {
    writeJson(claimFile(folders), { ...identify(process.pid), url, phase, heartbeatAt: new Date().toISOString() });
  };
  await withLock(folders.file('supervisor.lock'), async () => {
    const other = currentClaim(folders);
    if (other !== undefined) {
      throw new StackProblem(
        `the shop already runs at ${other.url} (process ${other.pid}); stop it with: npm run stack -- stop`,
      );
    }
    beat();
  });
  const timer = setInterval(() => {
    try {
      beat();
    } catch {
      // A full disk stops the heartbeat, not the shop.
    }
  }, heartbeatMs);
  timer.unref();
  return {
    setPhase: (next) => {
      phase = next;
      beat();
    },
    release: () => {
      clearInterval(timer);
      rmSync(claimFile(folders), { force: true });
    },
  };
}
