// The process that owns the test servers. Test processes hold a connection to it; when the last one is gone, however it
// ended, the servers go too. So a killed test leaves nothing behind, and packages that are tested at once share a pair.
import { mkdirSync, writeSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { stateFolder } from '@breakwater/local-stack';
import { keeperAddress, keeperFolder, splitLines, type Reply, type Request, type Running } from './keeper-protocol.js';
import { removeLeftovers, removeRun } from './leftovers.js';
import { Resources, type Resource } from './resources.js';

/** The next package's tests come soon after: the servers wait for them so long. */
const LINGER_MS = Number(process.env['TEST_KEEPER_LINGER_MS'] ?? 5_000);
const FIRST_CLIENT_MS = 30_000;

const parent = keeperFolder();
const dir = join(parent, `run-${process.pid}`);
const resources = new Resources(stateFolder(), dir);
const running = new Map<string, Resource>();
const shared = new Map<string, Promise<Resource>>();
const clients = new Set<Socket>();
let ending: NodeJS.Timeout | undefined;

async function handle(request: Request, owned: Set<string>): Promise<Running> {
  switch (request.op) {
    case 'postgres':
    case 'redis': {
      const resource = await (request.own ? startOwn(request.op, owned) : startShared(request.op));
      return resource.running;
    }
    case 'signal':
      find(request.resource).signal(request.node, request.signal);
      break;
    case 'restart':
      await find(request.resource).restart();
      break;
    case 'stop':
      await stop(request.resource);
      break;
  }
  return { resource: request.resource };
}

async function startOwn(kind: 'postgres' | 'redis', owned: Set<string>): Promise<Resource> {
  const resource = await resources[kind]();
  running.set(resource.running.resource, resource);
  owned.add(resource.running.resource);
  return resource;
}

function startShared(kind: 'postgres' | 'redis'): Promise<Resource> {
  const known = shared.get(kind);
  if (known) return known;
  const started = startOwn(kind, new Set());
  shared.set(kind, started);
  started.catch(() => shared.delete(kind));
  return started;
}

function find(name: string): Resource {
  const resource = running.get(name);
  if (!resource) throw new Error(`no such resource: ${name}`);
  return resource;
}

async function stop(name: string): Promise<void> {
  const resource = running.get(name);
  running.delete(name);
  await resource?.stop();
}

async function answer(socket: Socket, line: string, owned: Set<string>): Promise<void> {
  const { id, ...request } = JSON.parse(line) as Request & { id: number };
  let reply: Reply;
  try {
    reply = { id, ok: await handle(request, owned) };
  } catch (error) {
    reply = { id, error: error instanceof Error ? error.message : String(error) };
  }
  if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`);
  // The client went away while its server was starting.
  if (socket.destroyed) await Promise.all([...owned].map(stop));
}

function end(): void {
  // Before anything else: a test process that comes now must find nobody, and start a keeper of its own.
  server.close();
  removeRun(dir);
  process.exit(0);
}

function endSoon(ms: number): void {
  clearTimeout(ending);
  ending = setTimeout(end, ms);
}

const server = createServer((socket) => {
  const owned = new Set<string>();
  clearTimeout(ending);
  clients.add(socket);
  socket.on(
    'data',
    splitLines((line) => void answer(socket, line, owned)),
  );
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    clients.delete(socket);
    void Promise.all([...owned].map(stop));
    if (clients.size === 0) endSoon(LINGER_MS);
  });
});

server.on('error', (error: NodeJS.ErrnoException) => {
  // Another process was quicker; the test finds that one.
  process.exit(error.code === 'EADDRINUSE' ? 0 : 1);
});
server.listen(keeperAddress(), () => {
  mkdirSync(dir, { recursive: true });
  removeLeftovers(parent);
  endSoon(FIRST_CLIENT_MS);
});
process.on('SIGTERM', end);
process.on('uncaughtException', (error) => {
  writeSync(2, `${String(error.stack)}\n`);
  end();
});
