import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  keeperAddress,
  keeperFolder,
  keeperProgram,
  splitLines,
  type Reply,
  type Request,
  type Running,
} from './keeper-protocol.js';

type Waiting = ReturnType<typeof Promise.withResolvers<Running>>;

/** Fetching Postgres and Redis for the first time is part of it. */
const START_MS = 120_000;
let connection: Promise<(request: Request) => Promise<Running>> | undefined;

class KeeperGone extends Error {
  constructor() {
    super('the keeper of the test servers has ended; see keeper.log in .breakwater/test');
  }
}

/** Asks the keeper, which is started when there is none. */
export async function askKeeper(request: Request): Promise<Running> {
  for (let attempt = 1; ; attempt++) {
    try {
      connection ??= open();
      const ask = await connection;
      return await ask(request);
    } catch (error) {
      connection = error instanceof KeeperGone ? undefined : connection;
      // It was just ending when we came: the next one starts what we asked for. What it had started before is lost.
      const starts = request.op === 'postgres' || request.op === 'redis';
      if (!(error instanceof KeeperGone) || !starts || attempt === 3) throw error;
    }
  }
}

async function open(): Promise<(request: Request) => Promise<Running>> {
  const socket = await reach();
  const waiting = new Map<number, Waiting>();
  let last = 0;
  const onLine = (line: string): void => {
    const reply = JSON.parse(line) as Reply;
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('ok' in reply) asked?.resolve(reply.ok);
    else asked?.reject(new Error(reply.error));
    // An idle connection must not keep the test process alive.
    if (waiting.size === 0) socket.unref();
  };
  socket.on('data', splitLines(onLine));
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    connection = undefined;
    for (const { reject } of waiting.values()) reject(new KeeperGone());
  });
  socket.unref();
  return async (request) => {
    if (socket.destroyed) throw new KeeperGone();
    const id = ++last;
    const asked = Promise.withResolvers<Running>();
    waiting.set(id, asked);
    socket.ref();
    socket.write(`${JSON.stringify({ id, ...request })}\n`);
    return await asked.promise;
  };
}

async function reach(): Promise<Socket> {
  const giveUpAt = performance.now() + START_MS;
  for (let attempt = 0; performance.now() < giveUpAt; attempt++) {
    const socket = connect(keeperAddress());
    try {
      await once(socket, 'connect');
      return socket;
    } catch {
      socket.destroy();
      // Several test processes may start one each: all but one end at once.
      if (attempt % 40 === 0) startKeeper();
      await pause(25);
    }
  }
  throw new Error('the keeper of the test servers does not start; see .breakwater/test/keeper.log');
}

function startKeeper(): void {
  const dir = keeperFolder();
  mkdirSync(dir, { recursive: true });
  const log = openSync(join(dir, 'keeper.log'), 'a');
  const child = spawn(process.execPath, [keeperProgram], { detached: true, stdio: ['ignore', log, log], cwd: '/' });
  child.unref();
  closeSync(log);
}
