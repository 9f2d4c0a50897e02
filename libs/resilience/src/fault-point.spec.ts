import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const module = fileURLToPath(new URL('./fault-point.ts', import.meta.url));
const program = `
  import { faultPoint } from '${module}';
  for (const name of ['a.b.c', 'x.y.z', 'a.b.c', 'a.b.c']) { faultPoint(name); console.log(name); }`;

function run(armed: string | undefined): { lines: string[]; signal: string | null } {
  const env = { ...process.env, FAULT_POINT: armed };
  const args = ['--input-type=module', '--eval', program];
  const { stdout, signal } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  return { lines: stdout.split('\n').filter(Boolean), signal };
}

describe('a fault point', () => {
  it('does nothing unless it is named', () => {
    expect(run(undefined)).toEqual({ lines: ['a.b.c', 'x.y.z', 'a.b.c', 'a.b.c'], signal: null });
    expect(run('other.point.name').signal).toBeNull();
  });

  it('kills the process there and then', () => {
    expect(run('x.y.z')).toEqual({ lines: ['a.b.c'], signal: 'SIGKILL' });
  });

  it('kills at the pass that is asked for', () => {
    expect(run('a.b.c@2')).toEqual({ lines: ['a.b.c', 'x.y.z'], signal: 'SIGKILL' });
  });
});
