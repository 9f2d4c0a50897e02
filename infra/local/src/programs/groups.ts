import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../processes/run-command.js';
import type { Place, PostgresPrograms, Program, ProgramGroup, Programs } from './program.js';
import { findProgram, postgresFolders } from './search.js';

const oldestPostgres = 15;

interface Group<G extends ProgramGroup> {
  /** Debian and Ubuntu packages that hold it. */
  readonly packages: readonly string[];
  /** Dependencies that are never used here and make most of the download. */
  readonly without?: RegExp;
  /** What to install where there is no apt. */
  readonly install: string;
  find(place: Place): Promise<Programs[G] | undefined>;
}

async function findPostgres({ root, env }: Place): Promise<PostgresPrograms | undefined> {
  for (const folder of postgresFolders(root)) {
    const { stdout } = await runCommand(join(folder, 'postgres'), ['--version'], { env });
    const major = Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1] ?? 0);
    if (major >= oldestPostgres) return { major, folder, env, bin: (name) => join(folder, name) };
  }
  return undefined;
}

async function findWorking(place: Place, names: readonly string[], versionFlag: string): Promise<Program | undefined> {
  const path = findProgram(place.root, names);
  if (path === undefined) return undefined;
  const { code } = await runCommand(path, [versionFlag], { env: place.env });
  return code === 0 ? { path, env: place.env } : undefined;
}

async function findBrowser(place: Place): Promise<Program | undefined> {
  // The program itself: the script of that name in Debian's /usr/bin starts the machine's own, wherever it was unpacked.
  const unpacked = join(place.root, 'usr/lib/chromium/chromium');
  if (place.root !== '/') return existsSync(unpacked) ? { path: unpacked, env: place.env } : undefined;
  // Ubuntu's chromium-browser only tells people to install a snap.
  return await findWorking(place, ['chromium', 'google-chrome-stable', 'google-chrome'], '--version');
}

export const groups: { readonly [G in ProgramGroup]: Group<G> } = {
  postgres: {
    packages: ['postgresql'],
    without:
      /^(postgresql|postgresql-common.*|postgresql-client-common|libllvm\d+.*|perl.*|lib.*-perl|libperl.*|ssl-cert|locales|netbase|sensible-utils|openssl|adduser|passwd)$/,
    install: `PostgreSQL ${oldestPostgres} or newer (server and client programs)`,
    find: findPostgres,
  },
  redis: {
    packages: ['redis-server'],
    without: /^(adduser|passwd|sysvinit-utils)$/,
    install: 'Redis 7 or newer',
    find: async (place) => await findWorking(place, ['redis-server', 'valkey-server'], '--version'),
  },
  haproxy: {
    packages: ['haproxy'],
    without: /^(adduser|passwd|sysvinit-utils)$/,
    install: 'HAProxy 2.6 or newer',
    find: async (place) => await findWorking(place, ['haproxy'], '-v'),
  },
  browser: {
    packages: ['chromium', 'fonts-dejavu-core'],
    without: /^(xdg-utils|libgtk-3-bin|adwaita-icon-theme|adduser|passwd)$/,
    install: 'Chromium or Google Chrome',
    find: findBrowser,
  },
};
