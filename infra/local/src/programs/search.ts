import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Folders of programs below `root`: PATH as well when it is the machine's own root. */
function programFolders(root: string): string[] {
  const usual = ['usr/bin', 'usr/sbin', 'usr/local/bin', 'usr/local/sbin', 'bin', 'sbin'].map((folder) =>
    join(root, folder),
  );
  return root === '/'
    ? [...(process.env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/')), ...usual]
    : usual;
}

export function findProgram(root: string, names: readonly string[]): string | undefined {
  const paths = names.flatMap((name) => programFolders(root).map((folder) => join(folder, name)));
  return paths.find(isExecutable);
}

/** Folders with the distribution's Postgres servers, newest first, then those on PATH. */
export function postgresFolders(root: string): string[] {
  const versioned = ['usr/lib/postgresql', 'usr/lib64/postgresql', 'opt/postgresql', 'usr/local/pgsql']
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((version) => join(folder, version, 'bin')));
  const numbered = versioned.sort((left, right) => right.localeCompare(left, 'en', { numeric: true }));
  const needed = ['postgres', 'initdb', 'pg_ctl', 'pg_basebackup', 'pg_rewind', 'psql'];
  return [...numbered, ...programFolders(root)].filter((folder) =>
    needed.every((name) => isExecutable(join(folder, name))),
  );
}
