import { resolve } from 'node:path';
import { resolvePrograms } from '../programs/resolve-programs.js';
import { stateFolder } from '../state-folder.js';
import { catalogue, type ServiceDefinition } from './catalogue.js';
import { claimFolder, type Claimed } from './claim.js';
import { serveControl } from './control-server.js';
import { makeFolders, type Folders } from './folders.js';
import { rotateLogs } from './logs.js';
import type { Part, PartStatus } from './part.js';
import { ProcessRecords } from './records.js';
import { choosePorts, defaultEdgePort, type StackPorts } from './remembered-ports.js';
import { endLeftBehind } from './repair.js';
import { loadSecrets, type Secrets } from './secrets.js';
import type { ServiceGroup } from './service-group.js';
import { startInOrder } from './start-order.js';
import { timed, type OnEvent } from './timed.js';
import { Topology } from './topology.js';

export interface StackOptions {
  /** Data, logs and secrets. Default: `.breakwater` in the checkout. */
  readonly stateDir?: string;
  /** Where programs are fetched to when the machine has them not. Default: `.breakwater` in the checkout. */
  readonly toolsDir?: string;
  /** Of the edge; default 8080. */
  readonly port?: number;
  /** Default: the whole shop. */
  readonly services?: readonly ServiceDefinition[];
  /** False only in tests: no fsync. */
  readonly durable?: boolean;
  readonly onEvent?: OnEvent;
  /** Gives up coming up: what runs already is stopped and `startStack` throws. */
  readonly signal?: AbortSignal;
}

export interface StackStatus {
  readonly url: string;
  readonly pid: number;
  readonly parts: readonly PartStatus[];
}

export interface Stack {
  readonly url: string;
  readonly stateDir: string;
  readonly folders: Folders;
  readonly secrets: Secrets;
  readonly ports: StackPorts;
  /** Resolves when the stack has been stopped, by whomever. */
  readonly stopped: Promise<void>;
  status(): StackStatus;
  /** The instances of a service, to scale and replace. */
  group(service: string): ServiceGroup | undefined;
  /** Parts that a person may mean by a name: `order`, `order-2`, `postgres-replica`, `redis-cache`, `haproxy`. */
  find(name: string): Part[];
  stop(): Promise<void>;
}

/** Brings the whole shop up as plain processes and returns when every part is ready. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const folders = makeFolders(resolve(options.stateDir ?? stateFolder()));
  const claim = await claimFolder(folders, urlOf(options));
  try {
    return await comeUp(options, folders, claim);
  } catch (error) {
    claim.release();
    throw error;
  }
}

function urlOf({ port = defaultEdgePort }: StackOptions): string {
  return `http://localhost:${port}`;
}

async function comeUp(options: StackOptions, folders: Folders, claim: Claimed): Promise<Stack> {
  const { port = defaultEdgePort, services = catalogue, durable = true, onEvent = () => undefined, signal } = options;
  const url = urlOf(options);
  const say = (line: string): void => onEvent({ kind: 'note', line });
  const records = new ProcessRecords(folders.file('processes.json'));
  const ended = await endLeftBehind(records);
  if (ended.length > 0) say(`ended what an earlier run had left behind: ${ended.join(', ')}`);
  const ports = await choosePorts(folders.file('ports.json'), port);
  const tools = { stateDir: options.toolsDir ?? stateFolder(), log: say };
  const programs = await timed('programs', onEvent, () => resolvePrograms(tools));
  signal?.throwIfAborted();

  const secrets = loadSecrets(folders.file('secrets.json'));
  const surroundings = { url, ports, secrets, folders, given: process.env };
  const topology = new Topology({ surroundings, programs, services, durable, hooks: { records, say } });
  const stopRotation = rotateLogs(folders.logs);
  const end = async (): Promise<void> => {
    await topology.stop();
    stopRotation();
  };
  await startAll(topology, onEvent, signal).catch(async (error: unknown) => {
    await end();
    throw error;
  });

  const { promise: stopped, resolve: markStopped } = Promise.withResolvers<void>();
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    claim.setPhase('stopping');
    await end();
    await control.close();
    claim.release();
    markStopped();
  };
  const stack: Stack = {
    url,
    stateDir: resolve(folders.state, '..'),
    folders,
    secrets,
    ports,
    stopped,
    status: () => ({ url, pid: process.pid, parts: topology.parts().map((part) => part.status()) }),
    group: (name) => topology.groups.find(({ service }) => service.name === name),
    find: (name) => topology.find(name),
    stop: () => (stopping ??= stop()),
  };
  const control = await serveControl(folders.controlSocket, stack);
  claim.setPhase('up');
  return stack;
}

async function startAll(topology: Topology, onEvent: OnEvent, signal?: AbortSignal): Promise<void> {
  // Whatever waits to become ready ends at once; what had not begun is not begun.
  const onAbort = (): void => void topology.stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  const startables = topology.startables().map((startable) => {
    return { ...startable, start: () => timed(startable.name, onEvent, () => startable.start()) };
  });
  try {
    await startInOrder(startables, signal);
    signal?.throwIfAborted();
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
