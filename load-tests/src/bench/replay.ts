import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { resolvePrograms, type Stack, StackProblem, stateFolder, workspaceRoot } from '@breakwater/local-stack';
import pg from 'pg';

const execute = promisify(execFile);
const DATABASES = ['order', 'inventory', 'payment', 'product'] as const;
const REPLAY = 'bench_replay';
const folder = join(workspaceRoot, 'load-tests', 'bench');
const script = (name: string): string => readFileSync(join(folder, `${name}.sql`), 'utf8');

type Run = (program: string, args: readonly string[], input?: string) => Promise<string>;

/** How much of a checkout is replayed: until the answer, or with everything that it causes. */
export type Extent = 'answer' | 'whole';

export interface Counted {
  readonly statements: number;
  readonly transactions: number;
}
export interface Replayed {
  readonly perSecond: number;
  readonly meanMs: number;
}

/** The SQL of a checkout in a copy of the services' tables, on the same Postgres pair, by pgbench. */
export class Replay {
  private constructor(
    private readonly run: Run,
    private readonly files: Readonly<Record<Extent, string>>,
    private readonly admin: pg.ClientConfig,
  ) {}

  /** Copies the schemas and data as they are now: there must have been one checkout, so that its shape is known. */
  static async prepare(stack: Stack): Promise<Replay> {
    const { ports, secrets } = stack;
    const { postgres } = await resolvePrograms({ stateDir: stateFolder(), groups: ['postgres'] });
    const admin = { host: '127.0.0.1', port: ports.postgres1, ...secrets.postgres };
    const env = {
      ...postgres.env,
      PGHOST: admin.host,
      PGPORT: String(admin.port),
      PGUSER: admin.user,
      PGPASSWORD: admin.password,
    };
    const run: Run = async (program, args, input = '') => {
      const running = execute(postgres.bin(program), args, { env, maxBuffer: 2 ** 28 });
      // Whoever does not read it all says why by its exit code.
      running.child.stdin?.on('error', () => undefined).end(input);
      try {
        return (await running).stdout;
      } catch (error) {
        const { stderr = '', message } = error as Error & { stderr?: string };
        throw new StackProblem(`${program} failed: ${stderr.trim().slice(-500) || message}`, { cause: error });
      }
    };
    await run('psql', ['-qd', 'postgres', '-c', `CREATE DATABASE ${REPLAY}`]);
    const restore = (sql: string): Promise<string> => run('psql', ['-qX', '-v', 'ON_ERROR_STOP=1', '-d', REPLAY], sql);
    for (const name of DATABASES) {
      const dump = await run('pg_dump', ['--no-owner', '--no-privileges', name]);
      await restore(`CREATE SCHEMA "${name}";\n${dump.replaceAll('public.', `"${name}".`)}`);
    }
    await restore(script('prepare'));
    const files = { answer: join(folder, 'checkout.sql'), whole: stack.folders.file('checkout-whole.sql') };
    writeFileSync(files.whole, `${script('checkout')}\n${script('afterwards')}`);
    return new Replay(run, files, admin);
  }

  /** Replays for so long, with so many connections at once. */
  async measure(extent: Extent, connections: number, seconds: number): Promise<Replayed> {
    await this.clearOutboxes();
    const output = await this.run('pgbench', [
      '-n',
      '--protocol=extended',
      `--file=${this.files[extent]}`,
      `--client=${connections}`,
      `--time=${seconds}`,
      REPLAY,
    ]);
    const number = (pattern: RegExp): number => Number(pattern.exec(output)?.[1]);
    const [perSecond, meanMs] = [number(/^tps = ([\d.]+)/m), number(/^latency average = ([\d.]+) ms/m)];
    if (!(perSecond > 0)) throw new StackProblem(`pgbench said: ${output}`);
    return { perSecond, meanMs };
  }

  /** The first statement of the script is not the shop's. */
  count(extent: Extent): Counted {
    const lines = readFileSync(this.files[extent], 'utf8')
      .split('\n')
      .filter((line) => line.endsWith(';'));
    const begun = lines.filter((line) => line === 'BEGIN;').length;
    const inside = insideTransactions(lines);
    return { statements: lines.length - 2 * begun, transactions: begun + (lines.length - 2 * begun - inside) };
  }

  /** The replay that ends with the answer leaves its events undelivered; in the shop there are never so many. */
  private async clearOutboxes(): Promise<void> {
    const client = new pg.Client({ ...this.admin, database: REPLAY });
    await client.connect();
    await client.query('TRUNCATE payment.outbox, "order".outbox');
    await client.end();
  }
}

function insideTransactions(lines: readonly string[]): number {
  let open = false;
  let count = 0;
  for (const line of lines) {
    if (line === 'BEGIN;' || line === 'COMMIT;') open = line === 'BEGIN;';
    else if (open) count += 1;
  }
  return count;
}
