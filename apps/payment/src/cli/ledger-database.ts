import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '@breakwater/database';
import { z } from 'zod';

const Given = z.object({
  DATABASE_HOSTS: z.string().min(1),
  DATABASE_NAME: z.string().min(1),
  DATABASE_USER: z.string().min(1),
  DATABASE_PASSWORD: z.string().min(1),
});
const Ports = z.object({ postgres1: z.int(), postgres2: z.int() });
const Secrets = z.object({ databases: z.object({ payment: z.string() }) });

/** Payment's database: what DATABASE_* says, or what the native stack of this checkout has written down. */
export async function openLedgerDatabase(env: NodeJS.ProcessEnv): Promise<Database> {
  const given = Given.safeParse(env);
  return Database.open({
    ...(given.success ? addressOf(given.data) : await readStack()),
    migrations: [],
    poolSize: 1,
    applicationName: 'ledger-verify',
    statementTimeoutMs: 60_000,
  });
}

interface Address {
  readonly hosts: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

function addressOf(given: z.infer<typeof Given>): Address {
  const { DATABASE_HOSTS: hosts, DATABASE_NAME: database, DATABASE_USER: user, DATABASE_PASSWORD: password } = given;
  return { hosts, database, user, password };
}

async function readStack(): Promise<Address> {
  try {
    // Not in a container, where the variables are set.
    const { stateFolder } = await import('@breakwater/local-stack');
    const readState = (name: string): unknown => JSON.parse(readFileSync(join(stateFolder(), 'state', name), 'utf8'));
    const { postgres1, postgres2 } = Ports.parse(readState('ports.json'));
    const { databases } = Secrets.parse(readState('secrets.json'));
    const hosts = `127.0.0.1:${postgres1},127.0.0.1:${postgres2}`;
    return { hosts, database: 'payment', user: 'payment', password: databases.payment };
  } catch (error) {
    throw new Error(
      'no running shop found: start it with npm start, or set DATABASE_HOSTS, _NAME, _USER and _PASSWORD',
      {
        cause: error,
      },
    );
  }
}
