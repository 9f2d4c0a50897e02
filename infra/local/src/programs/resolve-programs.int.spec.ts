import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand } from '../processes/run-command.js';
import { stateFolder } from '../state-folder.js';
import { OwnApt } from './fetch.js';
import { postgresFolders } from './search.js';
import { resolvePrograms } from './resolve-programs.js';

describe('finding or fetching programs', () => {
  it('finds every group, and each program runs with nothing but its own environment', async () => {
    const programs = await resolvePrograms({
      stateDir: stateFolder(),
      groups: ['postgres', 'redis', 'haproxy', 'browser'],
    });
    const versions = await Promise.all([
      runCommand(programs.postgres.bin('pg_basebackup'), ['--version'], programs.postgres),
      runCommand(programs.redis.path, ['--version'], programs.redis),
      runCommand(programs.haproxy.path, ['-v'], programs.haproxy),
      runCommand(programs.browser.path, ['--version', '--no-sandbox'], programs.browser),
    ]);
    expect(versions.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(programs.postgres.major).toBeGreaterThanOrEqual(15);
    expect(process.env['LD_LIBRARY_PATH']).toBeUndefined();
  });

  it('fetches once when several processes ask at the same time', async () => {
    const lines: string[] = [];
    const ask = async () =>
      await resolvePrograms({ stateDir: stateFolder(), groups: ['redis'], log: (line) => lines.push(line) });
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(first.redis.path).toBe(second.redis.path);
    expect(lines.filter((line) => line.startsWith('fetching')).length).toBeLessThanOrEqual(1);
  });

  it('has no Postgres where there is none', () => {
    expect(postgresFolders('/proc')).toEqual([]);
  });
});

describe('an apt of our own', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-apt-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('says in one line what could not be fetched', async () => {
    if (!OwnApt.isHere()) return;
    await expect(new OwnApt(folder).missing(['no-such-package-anywhere'])).rejects.toThrow(
      /^network: could not fetch no-such-package-anywhere from this machine's package mirror \(Unable to locate package/,
    );
  });
});
