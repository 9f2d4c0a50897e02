import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { stateFolder } from '@breakwater/local-stack';
import { eventually } from './eventually.js';
import { processesIn, removeRun } from './leftovers.js';

const library = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const keeperName = `test-keeper-${process.pid}`;
const folder = join(stateFolder(), keeperName);

/** A test process of its own: prints what `ask` gives and then holds on to it until it is killed. */
async function client(ask: string): Promise<{ child: ChildProcess; printed: string }> {
  const program = `const t = await import(${JSON.stringify(library)});
    console.log(JSON.stringify(await t.${ask}));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, TEST_KEEPER: keeperName, TEST_REDIS_URL: '', TEST_KEEPER_LINGER_MS: '200' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, printed: chunk.toString() };
}

const runs = (): string[] => (existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('run-')) : []);

/** The keeper's process id is in the name of its folder. */
function keeperPid(): number {
  return Number(runs()[0]?.slice('run-'.length));
}

describe('the keeper of the test servers', () => {
  afterAll(() => removeRun(folder));

  it('gives every test process the same shared server', async () => {
    const clients = await Promise.all([client('testRedis()'), client('testRedis()')]);
    expect(clients[0].printed).toBe(clients[1].printed);
    expect(runs()).toHaveLength(1);
    for (const { child } of clients) child.kill('SIGKILL');
  });

  it('ends a server of one test alone as soon as that test is killed', async () => {
    const stays = await client('testRedis()');
    const before = processesIn(folder).length;
    const { child } = await client('ownRedis()');
    expect(processesIn(folder)).toHaveLength(before + 1);
    child.kill('SIGKILL');
    await eventually(() => processesIn(folder).length === before);
    stays.child.kill('SIGKILL');
  });

  it('leaves no process and no folder when the last test is killed', async () => {
    const { child } = await client('ownPostgresPair()');
    expect(processesIn(folder).length).toBeGreaterThan(1);
    child.kill('SIGKILL');
    await eventually(() => processesIn(folder).length === 0 && runs().length === 0, { timeoutMs: 20_000 });
  });

  it('removes what a killed keeper left behind at the next run', async () => {
    const first = await client('ownRedis()');
    const killed = keeperPid();
    process.kill(killed, 'SIGKILL');
    first.child.kill('SIGKILL');
    await eventually(() => !existsSync(`/proc/${killed}`));
    const orphans = processesIn(join(folder, `run-${killed}`));
    expect(orphans).toHaveLength(1);
    const second = await client('ownRedis()');
    await eventually(() => orphans.every((pid) => !existsSync(`/proc/${pid}/cwd`)));
    expect(runs()).toEqual([`run-${keeperPid()}`]);
    expect(readFileSync(join(folder, 'keeper.log'), 'utf8')).not.toContain('Error');
    second.child.kill('SIGKILL');
    await eventually(() => runs().length === 0, { timeoutMs: 20_000 });
  });
});
