import { setTimeout as pause } from 'node:timers/promises';
import { flushQueue } from '../support/backstage.js';
import { stackCommand } from '../support/stack-command.js';
import type { Stage } from './chaos.js';
import { setFaults } from './provider.js';

interface PartStatus {
  readonly name: string;
  readonly state: string;
  readonly restarts: number;
}

/** What the supervisor says of its processes. */
export async function allParts(): Promise<PartStatus[]> {
  return (JSON.parse(await stackCommand('status', '--json')) as { parts: PartStatus[] }).parts;
}

/** `payment` means all its instances, `order-1` this one. */
export function partsCalled(name: string, parts: readonly PartStatus[]): PartStatus[] {
  return parts.filter((part) => part.name === name || part.name.replace(/-\d+$/, '') === name);
}

/** The stack under test, and its provider. */
export const theStack: Stage = {
  isUp: async (name) => {
    const parts = partsCalled(name, await allParts());
    return parts.length > 0 && parts.every(({ state }) => state === 'ready');
  },
  kill: async (name) => void (await stackCommand('kill', name)),
  setFaults,
  flushQueue,
  pause: async (ms) => await pause(ms),
  now: () => performance.now(),
};
