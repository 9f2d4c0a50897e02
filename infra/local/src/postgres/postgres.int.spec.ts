import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../processes/eventually.js';
import { canReach, postgresOwner } from '../processes/owner.js';
import { resolvePrograms } from '../programs/resolve-programs.js';
import { stateFolder } from '../state-folder.js';
import { startPostgresPair, type PostgresPair } from './postgres.js';

describe('the Postgres pair', () => {
  let pair: PostgresPair;
  // 0700 and root's when we are root, as a folder below /root would be.
  const dir = mkdtempSync(join(tmpdir(), 'breakwater-pair-'));

  const ask = async (port: number, sql: string): Promise<unknown[]> => {
    const client = new Client({ host: '127.0.0.1', port, ...pair.superuser, database: 'postgres' });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  beforeAll(async () => {
    const programs = await resolvePrograms({ stateDir: stateFolder(), groups: ['postgres'] });
    pair = await startPostgresPair({ programs, dir, durable: false });
  });
  afterAll(async () => {
    await pair.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('replicates what the primary commits', async () => {
    await ask(pair.primary.address.port, 'CREATE TABLE seen AS SELECT 1 AS x');
    const arrived = async () => (await ask(pair.replica.address.port, 'SELECT x FROM seen')).length === 1;
    expect(await eventually(arrived, { timeoutMs: 30_000 })).toBe(true);
    await expect(ask(pair.replica.address.port, 'CREATE TABLE forbidden (x int)')).rejects.toThrow(/read-only/);
  });

  it('is fit for rewinding and for a quick promotion: checksums, hint bits in WAL, a short retry interval, a slot', async () => {
    const rows = await ask(
      pair.primary.address.port,
      `SELECT current_setting('data_checksums') AS checksums, current_setting('wal_log_hints') AS hints,
              current_setting('wal_retrieve_retry_interval') AS retry,
              (SELECT count(*)::int FROM pg_replication_slots WHERE active) AS slots`,
    );
    expect(rows).toEqual([{ checksums: 'on', hints: 'on', retry: '200ms', slots: 1 }]);
  });

  it('listens on loopback only and lets nobody in without a password', async () => {
    expect(await ask(pair.primary.address.port, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const guest = new Client({
      ...pair.primary.address,
      user: pair.superuser.user,
      password: 'wrong',
      database: 'postgres',
    });
    await expect(guest.connect()).rejects.toThrow(/password authentication failed/);
  });

  it('never runs as root', () => {
    expect(statSync(`/proc/${pair.primary.pid}`).uid).not.toBe(0);
  });
});

describe('the state folder', () => {
  it('moves to one of this checkout’s own under /var/tmp when the account of Postgres cannot reach the checkout', () => {
    const closed = mkdtempSync(join(tmpdir(), 'breakwater-closed-'));
    const owner = postgresOwner();
    const chosen = stateFolder(closed);
    if (owner === undefined) expect(chosen).toBe(join(closed, '.breakwater'));
    else {
      expect(canReach(closed, owner)).toBe(false);
      expect(chosen).toMatch(/^\/var\/tmp\/breakwater-[0-9a-f]{12}$/);
      expect(stateFolder(closed)).toBe(chosen);
      expect(canReach(chosen, owner)).toBe(true);
    }
    for (const folder of [closed, chosen]) rmSync(folder, { recursive: true, force: true });
  });
});
