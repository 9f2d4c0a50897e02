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

/** The stack under test, and its provider. */
export const theStack: Stage = {
  isUp: async (name) => (await allParts()).some((part) => part.name === name && part.state === 'ready'),
  kill: async (name) => void (await stackCommand('kill', name)),
  setFaults,
  flushQueue,
  pause: async (ms) => await pause(ms),
  now: () => performance.now(),
};
