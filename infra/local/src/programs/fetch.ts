import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StackProblem } from '../problem.js';
import { runCommand, type CommandResult } from '../processes/run-command.js';
import { findProgram } from './search.js';

const neededBytes = 700 * 1024 * 1024;

/** An apt with lists and cache of its own below `folder`: nothing of the machine's is read but its sources, nothing installed. */
export class OwnApt {
  constructor(private readonly folder: string) {}

  static isHere(): boolean {
    return ['apt-get', 'dpkg'].every((name) => findProgram('/', [name]) !== undefined);
  }

  async update(): Promise<void> {
    await mkdir(join(this.folder, 'lists/partial'), { recursive: true });
    await mkdir(join(this.folder, 'cache/archives/partial'), { recursive: true });
    const { bavail, bsize } = await statfs(this.folder);
    if (bavail * bsize < neededBytes) {
      throw new StackProblem(
        `disk: ${Math.floor((bavail * bsize) / 2 ** 20)} MB free in ${this.folder}, ${neededBytes / 2 ** 20} MB needed`,
      );
    }
    // Fails as soon as one of the machine's sources does, also one that is not needed: what counts is whether `missing` finds all.
    await this.apt(['update', '-qq']);
  }

  /** Packages that have to be there for `packages` to run and that the machine has not. */
  async missing(packages: readonly string[]): Promise<string[]> {
    const result = await this.apt(['-s', '-qq', 'install', '--no-install-recommends', ...packages]);
    if (result.code !== 0) throw fetchProblem(packages, result);
    return [...result.stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] as string);
  }

  /** Downloads packages and unpacks them to `target`, which appears whole or not at all. */
  async unpack(packages: readonly string[], target: string): Promise<void> {
    const debs = `${target}.debs`;
    const partial = `${target}.partial`;
    for (const folder of [debs, partial, target]) await rm(folder, { recursive: true, force: true });
    for (const folder of [debs, partial]) await mkdir(folder, { recursive: true });
    const result = await this.apt(['download', '-qq', ...packages], debs);
    if (result.code !== 0) throw fetchProblem(packages, result);
    for (const deb of await readdir(debs)) {
      const unpacked = await runCommand('dpkg', ['-x', join(debs, deb), partial]);
      if (unpacked.code !== 0) throw fetchProblem([deb], unpacked);
    }
    await rm(debs, { recursive: true, force: true });
    await chmod(partial, 0o755);
    await rename(partial, target);
  }

  private async apt(args: readonly string[], cwd?: string): Promise<CommandResult> {
    const settings = {
      'Dir::State::lists': join(this.folder, 'lists'),
      'Dir::Cache': join(this.folder, 'cache'),
      'Dir::State::extended_states': join(this.folder, 'extended_states'),
      'Debug::NoLocking': '1',
      'APT::Sandbox::User': '',
      'Acquire::Languages': 'none',
      'Acquire::Retries': '2',
      'Acquire::http::Timeout': '20',
      'Acquire::https::Timeout': '20',
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    return await runCommand('apt-get', [...options, ...args], cwd === undefined ? {} : { cwd });
  }
}

function fetchProblem(packages: readonly string[], { stderr }: CommandResult): StackProblem {
  const what = packages.slice(0, 3).join(', ');
  if (/no space left/i.test(stderr)) return new StackProblem(`disk: no space left while fetching ${what}`);
  const reason = stderr.split('\n').find((line) => line.startsWith('E:')) ?? 'the package mirror did not answer';
  return new StackProblem(
    `network: could not fetch ${what} from this machine's package mirror (${reason.replace(/^E:\s*/, '')}); install it by hand or try again online`,
  );
}

/** The environment that lets programs below `root` find the libraries and fonts that were unpacked with them. */
export async function environmentOf(root: string): Promise<Record<string, string>> {
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  const folders = [`usr/lib/${triplet}`, `lib/${triplet}`, `usr/lib/${triplet}/pulseaudio`].map((folder) =>
    join(root, folder),
  );
  const env: Record<string, string> = { LD_LIBRARY_PATH: folders.filter((folder) => existsSync(folder)).join(':') };
  if (existsSync(join(root, 'usr/share/fonts'))) {
    env['FONTCONFIG_FILE'] = join(root, 'fonts.conf');
    await writeFile(env['FONTCONFIG_FILE'], fontConfiguration(root));
  }
  return env;
}

function fontConfiguration(root: string): string {
  const folders = ['/usr/share/fonts', join(root, 'usr/share/fonts')].map((folder) => `<dir>${folder}</dir>`);
  const rules = ['/etc/fonts/conf.d', join(root, 'etc/fonts/conf.d')];
  const included = rules.map((folder) => `<include ignore_missing="yes">${folder}</include>`);
  return `<?xml version="1.0"?>\n<fontconfig>${folders.join('')}<cachedir>${join(root, 'fontcache')}</cachedir>${included.join('')}</fontconfig>\n`;
}
