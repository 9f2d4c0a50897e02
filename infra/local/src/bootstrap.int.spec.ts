import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { workspaceRoot } from './workspace.js';

interface Machine {
  readonly platform?: string;
  readonly version?: string;
}

describe('the bootstrap', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'breakwater-bootstrap-')));
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };

  beforeAll(() => {
    const { scripts, ...manifest } = rootManifest();
    write('package.json', JSON.stringify(manifest));
    write('infra/local/dist/main.js', '');
    copyFileSync(join(workspaceRoot, 'infra/local/bootstrap.cjs'), join(root, 'infra/local/bootstrap.cjs'));
    // The Node that the workspace brings.
    const bin = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin');
    mkdirSync(bin, { recursive: true });
    symlinkSync(process.execPath, join(bin, 'node'));
    for (const script of Object.values(scripts)) {
      const [, program] = /^node infra\/local\/bootstrap\.cjs (?:ask|run) (\S+)/.exec(script) ?? [];
      if (program?.endsWith('.js')) write(program, REPORT);
    }
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  /** `npm run SCRIPT -- more` on such a machine, from a folder of the customer's. */
  function npmRun(name: string, more: readonly string[], machine: Machine = {}) {
    const { [name]: script = '' } = rootManifest().scripts;
    write('machine.cjs', pretending(machine));
    const env = { ...process.env, INIT_CWD: '/somewhere', npm_config_user_agent: 'npm/10.0.0', NODE_OPTIONS: '' };
    const [, ...args] = script.split(' ');
    return spawnSync(process.execPath, ['--require', join(root, 'machine.cjs'), ...args, ...more], {
      cwd: root,
      env,
      encoding: 'utf8',
    });
  }

  it.each(['catalogue:import', 'catalogue:generate', 'check:invariants'])(
    'runs %s on the workspace’s Node whatever the machine’s is, with the arguments and the person’s folder',
    (name) => {
      const { stdout, status } = npmRun(name, ['my file.csv', '--url', 'x'], { version: 'v18.20.0' });
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toEqual({
        node: join(root, `node_modules/node-linux-${process.arch}/bin`),
        args: ['my file.csv', '--url', 'x'],
        from: '/somewhere',
      });
    },
  );

  it('leads every script that runs something built through itself', () => {
    const around = Object.entries(rootManifest().scripts).filter(
      ([, script]) => script.includes('dist/') && !script.startsWith('node infra/local/bootstrap.cjs '),
    );
    expect(around).toEqual([]);
  });

  it('asks a running shop from any system that has a usable Node', () => {
    for (const platform of ['darwin', 'win32']) {
      const { stdout, status } = npmRun('check:invariants', ['--url', 'x'], { platform });
      expect({ status, args: (JSON.parse(stdout) as { args: string[] }).args }).toEqual({
        status: 0,
        args: ['--url', 'x'],
      });
    }
  });

  it('says what is missing where it cannot run', () => {
    const asked = npmRun('check:invariants', [], { platform: 'darwin', version: 'v18.20.0' });
    expect(asked).toMatchObject({ status: 1, stdout: '' });
    expect(asked.stderr).toContain('what asks a running shop needs Node 22.15 or newer');
    const started = npmRun('start', [], { platform: 'darwin' });
    expect(started).toMatchObject({ status: 1, stdout: '' });
    expect(started.stderr).toContain('use: docker compose up --wait');
  });
});

/** In place of each program: says how it was called. */
const REPORT = `console.log(JSON.stringify({
  node: process.env.PATH.split(':')[1], args: process.argv.slice(2), from: process.env.INIT_CWD }))`;

function pretending(machine: Machine): string {
  return Object.entries(machine)
    .map(
      ([name, value]) =>
        `if (process.argv[1].endsWith('bootstrap.cjs')) Object.defineProperty(process, '${name}', { value: '${value}' });`,
    )
    .join('\n');
}

function rootManifest(): { scripts: Record<string, string> } {
  return JSON.parse(readFileSync(join(workspaceRoot, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
}
