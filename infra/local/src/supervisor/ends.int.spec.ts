import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { freePort } from '../ports.js';
import { createServer } from 'node:net';
import { eventually } from '../processes/eventually.js';
import { queryOnce } from '../postgres/connection.js';
import { echoServices } from '../fixtures/echo-services.js';
import { echoStack, temporaryState } from '../testing/echo-stack.js';
import { otherSupervisor, processesOf } from '../testing/other-supervisor.js';
import { startStack, type Stack } from './stack.js';

// A limit and no wait: most tests start a whole stack twice, which takes long on a busy machine.
jest.setTimeout(180_000);

const primaryOf = ({ ports, secrets }: Stack) => ({
  host: '127.0.0.1',
  port: ports.postgres1,
  ...secrets.postgres,
  database: 'postgres',
});

describe('how a stack ends and begins again', () => {
  let stateDir: string;

  beforeEach(() => {
    stateDir = temporaryState();
  });
  afterEach(() => {
    rmSync(stateDir, { recursive: true, force: true });
  });

  it('leaves no process behind when it is stopped, and goes on with its data and secrets at the next start', async () => {
    const first = await echoStack(stateDir);
    await queryOnce(primaryOf(first), 'CREATE TABLE kept AS SELECT 42 AS answer');
    expect(processesOf(stateDir).length).toBeGreaterThan(8);
    await first.stop();
    expect(processesOf(stateDir)).toEqual([]);

    const second = await echoStack(stateDir);
    expect(second.secrets).toEqual(first.secrets);
    expect(second.ports.postgres1).toBe(first.ports.postgres1);
    expect(await queryOnce(primaryOf(second), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.end();
  });

  it('repairs an unclean end: a killed supervisor’s processes are ended, a stale pid file does not hinder, data is kept', async () => {
    const port = await freePort();
    const killed = await otherSupervisor(stateDir, port);
    const left = JSON.parse(readFileSync(join(stateDir, 'state/processes.json'), 'utf8')) as {
      processes: { pid: number }[];
    };
    expect(left.processes.length).toBe(9);
    process.kill(killed.pid as number, 'SIGKILL');
    await once(killed, 'exit');
    expect(processesOf(stateDir).length).toBeGreaterThan(8);

    const notes: string[] = [];
    const stack = await startStack({
      stateDir,
      port,
      services: echoServices,
      durable: false,
      onEvent: (event) => event.kind === 'note' && notes.push(event.line),
    });
    expect(notes.join()).toContain('ended what an earlier run had left behind');
    const old = new Set(left.processes.map(({ pid }) => String(pid)));
    expect(processesOf(stateDir).filter((line) => old.has(line.split(' ')[0] ?? ''))).toEqual([]);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    await stack.stop();
    expect(processesOf(stateDir)).toEqual([]);
  });

  it('starts although the pid file of Postgres names a living process of somebody else', async () => {
    await (await echoStack(stateDir)).stop();
    const dataDir = join(stateDir, 'state/postgres-1');
    writeFileSync(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n`);
    const stack = await echoStack(stateDir);
    await stack.end();
  });

  it('copies a replica afresh that cannot follow the primary any more', async () => {
    await (await echoStack(stateDir)).stop();
    rmSync(join(stateDir, 'state/postgres-2/PG_VERSION'));
    const stack = await echoStack(stateDir);
    const [row] = await queryOnce(primaryOf(stack), 'SELECT count(*)::int AS standbys FROM pg_stat_replication');
    expect(row).toEqual({ standbys: 1 });
    await stack.end();
  });

  it('ends everything in order on one Ctrl-C, which reaches the whole process group of the terminal', async () => {
    const supervisor = await otherSupervisor(stateDir, await freePort());
    process.kill(-(supervisor.pid as number), 'SIGINT');
    const [code] = (await once(supervisor, 'exit')) as [number | null];
    expect(code).toBe(0);
    expect(processesOf(stateDir)).toEqual([]);
  });

  it('refuses a second supervisor on the same folder, in one line that says how to stop the first', async () => {
    const stack = await echoStack(stateDir);
    await expect(echoStack(stateDir)).rejects.toThrow(
      /^the shop already runs at http:\/\/localhost:\d+ .*npm run stack -- stop$/,
    );
    await stack.end();
  });

  it('refuses a port that is taken, in one line that names another', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await expect(startStack({ stateDir, port, services: echoServices })).rejects.toThrow(
      `port ${port} is taken by another program; choose one: npm start -- --port ${port + 1}`,
    );
    server.close();
  });

  it('stops what runs already when a service does not come up, and says which one and where its log is', async () => {
    const broken = echoServices.map((service) =>
      service.name === 'order' ? { ...service, args: ['broken.mjs'] } : service,
    );
    const start = startStack({ stateDir, port: await freePort(), services: broken, durable: false });
    await expect(start).rejects.toThrow(/order/);
    expect(processesOf(stateDir)).toEqual([]);
  });

  it('gives up half way when it is told to, with nothing left running', async () => {
    const end = new AbortController();
    const start = startStack({
      stateDir,
      port: await freePort(),
      services: echoServices,
      durable: false,
      signal: end.signal,
      onEvent: (event) => event.kind === 'ready' && event.what === 'haproxy' && end.abort(),
    });
    await expect(start).rejects.toThrow();
    expect(await eventually(() => processesOf(stateDir).length === 0, { timeoutMs: 30_000 })).toBe(true);
  });
});
