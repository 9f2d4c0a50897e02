import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { freePort } from '../ports.js';
import { eventually } from '../processes/eventually.js';
import { temporaryState } from '../testing/echo-stack.js';
import { otherSupervisor, processesOf } from '../testing/other-supervisor.js';
import type { PartStatus } from '../supervisor/part.js';
import { workspaceRoot } from '../workspace.js';

// A limit and no wait, for a busy machine.
jest.setTimeout(180_000);

describe('npm run stack', () => {
  const stateDir = temporaryState();
  let supervisor: ChildProcess;

  beforeAll(async () => {
    supervisor = await otherSupervisor(stateDir, await freePort());
  });
  afterAll(async () => {
    if (supervisor.exitCode === null) {
      supervisor.kill('SIGTERM');
      await once(supervisor, 'exit');
    }
    rmSync(stateDir, { recursive: true, force: true });
  });

  async function stack(...args: string[]): Promise<{ code: number | null; output: string }> {
    const main = join(workspaceRoot, 'infra/local/dist/main.js');
    const child = spawn(process.execPath, [main, 'stack', ...args], {
      env: { ...process.env, BREAKWATER_STATE_DIR: stateDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString('utf8'));
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output };
  }

  it('shows every part and its state', async () => {
    const { code, output } = await stack('status');
    expect(code).toBe(0);
    for (const name of [
      'postgres-1',
      'postgres-2',
      'redis-cache',
      'redis-queue',
      'haproxy',
      'gateway-1',
      'gateway-2',
      'order-1',
    ]) {
      expect(output).toMatch(new RegExp(`${name} +ready`));
    }
  });

  it('scales, replaces, pauses, resumes and kills by name', async () => {
    expect((await stack('scale', 'order', '3')).output).toContain('order: order-1 order-2 order-3');
    // The one service of which there may be one only: its place is taken by the new one.
    expect((await stack('restart', 'sandbox')).output).toContain('sandbox: sandbox-1');
    expect((await stack('restart', 'gateway')).output).toMatch(/gateway: gateway-\d gateway-\d/);
    expect((await stack('pause', 'order-2')).output).toContain('paused order-2');
    expect((await stack('status')).output).toMatch(/order-2 +paused/);
    expect((await stack('resume', 'order-2')).output).toContain('resumed order-2');
    expect((await stack('kill', 'postgres-replica')).output).toContain('killed postgres-2');
    const back = async () => /postgres-2 +ready +\d+ +\d+ s +1/.test((await stack('status')).output);
    expect(await eventually(back, { timeoutMs: 60_000, everyMs: 200 })).toBe(true);
  });

  it('gives a service that is replaced what its file says by then, and replaces nothing when that is unfit', async () => {
    const file = join(stateDir, 'config/order.env');
    const pids = async (): Promise<number[]> => {
      const { parts } = JSON.parse((await stack('status', '--json')).output) as { parts: PartStatus[] };
      return parts.filter(({ name }) => name.startsWith('order-')).map(({ pid }) => pid ?? 0);
    };
    const holds = (pid: number): string[] =>
      readFileSync(`/proc/${pid}/environ`, 'utf8')
        .split('\0')
        .filter((line) => line.startsWith('DEFERRED_HOLD_SECONDS='));
    const before = await pids();
    expect(before.flatMap(holds)).toEqual([]);
    writeFileSync(file, '# for the night\nDEFERRED_HOLD_SECONDS=7200\n');
    expect((await stack('restart', 'order')).code).toBe(0);
    const after = await pids();
    expect(after).toHaveLength(before.length);
    expect(after.map(holds)).toEqual(before.map(() => ['DEFERRED_HOLD_SECONDS=7200']));

    writeFileSync(file, 'DEFERED_HOLD_SECONDS=7200\nDATABASE_NAME=other\nCOUPON_AMOUNT_MINOR: 0\n');
    const refused = await stack('restart', 'order');
    expect(refused.code).toBe(1);
    expect(refused.output).toContain(`${file}: order knows no DEFERED_HOLD_SECONDS`);
    expect(refused.output).toContain(`${file}: line 3 is not of the form NAME=value`);
    expect(await pids()).toEqual(after);
    rmSync(file);
  });

  it('starts a service that has died without what is unfit in its file', async () => {
    const file = join(stateDir, 'config/order.env');
    writeFileSync(file, 'DEFERED_HOLD_SECONDS=1\nDEFERRED_HOLD_SECONDS=7200\n');
    await stack('kill', 'order-1');
    const back = async () => /order-1 +ready +\d+ +\d+ s +1/.test((await stack('status')).output);
    expect(await eventually(back, { timeoutMs: 60_000, everyMs: 200 })).toBe(true);
    rmSync(file);
  });

  it('shows what a service wrote, each line with its instance', async () => {
    expect((await stack('logs', 'haproxy')).output).toMatch(/^haproxy \| /m);
    expect((await stack('logs', 'nobody')).output).toContain('there is no log of nobody');
  });

  it('answers a wrong name, number or command in one line', async () => {
    expect((await stack('kill', 'nobody')).output).toContain(
      'nothing is called nobody; there are: postgres postgres-1',
    );
    expect((await stack('scale', 'order')).output).toContain('say how many');
    expect((await stack('scale', 'order', '99')).output).toContain('order can have 0 to 8 instances');
    expect((await stack('scale', 'haproxy', '2')).output).toContain('haproxy is not a service');
    const unknown = await stack('explode');
    expect(unknown.code).toBe(1);
    expect(unknown.output).toContain('does not know explode');
  });

  it('lets no other account give commands or read secrets', () => {
    for (const file of ['control.sock', 'secrets.json']) {
      expect(statSync(join(stateDir, 'state', file)).mode & 0o077).toBe(0);
    }
  });

  it('deletes nothing while it runs, and afterwards only when that is confirmed', async () => {
    expect((await stack('reset', '--yes')).output).toContain('the shop runs; stop it first');
    expect((await stack('stop')).output).toContain('stopped');
    expect(processesOf(stateDir)).toEqual([]);
    expect((await stack('status')).output).toContain('the shop does not run; start it with: npm start');
    const refused = await stack('reset');
    expect(refused.code).toBe(1);
    expect(refused.output).toContain(join(stateDir, 'state'));
    expect(existsSync(join(stateDir, 'state/postgres-1'))).toBe(true);
    expect((await stack('reset', '--yes')).output).toContain('deleted');
    expect(existsSync(join(stateDir, 'state'))).toBe(false);
  });
});
