import { existsSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StackProblem } from '../problem.js';
import { withLock } from '../processes/lock.js';
import { environmentOf, OwnApt } from './fetch.js';
import { groups } from './groups.js';
import type { Place, ProgramGroup, Programs } from './program.js';

export interface ResolveOptions<G extends ProgramGroup> {
  /** The state folder (`.breakwater`): what has to be fetched goes to `tools/` in it. */
  readonly stateDir: string;
  /** Default: postgres, redis and haproxy. */
  readonly groups?: readonly G[];
  readonly log?: (line: string) => void;
}

// Another C library than the loader's own breaks a program; the rest only matters to a real installation.
const neverFetched =
  /^(libc6|libc-bin|gcc-\d+-base|base-passwd|debconf|init-system-helpers|lsb-base|login.*|libpam.*)$/;

const onThisMachine: Place = { root: '/', env: {} };

/**
 * Finds the programs of each group on this machine, else in the state folder, else fetches them there from the
 * distribution's mirror (Debian and Ubuntu; no root, nothing installed). Several processes may call it at once.
 * Throws a StackProblem that says what to install when that cannot be done.
 */
export async function resolvePrograms<G extends ProgramGroup = 'postgres' | 'redis' | 'haproxy'>({
  stateDir,
  groups: wanted = ['postgres', 'redis', 'haproxy'] as unknown as readonly G[],
  log = () => undefined,
}: ResolveOptions<G>): Promise<Pick<Programs, G>> {
  const tools = join(stateDir, 'tools');
  const found = await findAll(wanted, tools);
  if (wanted.every((group) => found[group] !== undefined)) return found as Pick<Programs, G>;
  if (!OwnApt.isHere()) throw new StackProblem(installByHand(wanted.filter((group) => found[group] === undefined)));

  await mkdir(tools, { recursive: true });
  for (const folder of [stateDir, tools]) await chmod(folder, 0o755);
  return await withLock(join(tools, 'fetch.lock'), async () => {
    const missing = wanted.filter((group) => !existsSync(join(tools, group)) && found[group] === undefined);
    if (missing.length > 0) await fetchGroups(missing, tools, log);
    const complete = await findAll(wanted, tools);
    const lost = wanted.filter((group) => complete[group] === undefined);
    if (lost.length > 0) throw new StackProblem(installByHand(lost));
    return complete as Pick<Programs, G>;
  });
}

async function findAll(wanted: readonly ProgramGroup[], tools: string): Promise<Partial<Programs>> {
  const entries = await Promise.all(
    wanted.map(async (group) => {
      const onMachine = await groups[group].find(onThisMachine);
      const root = join(tools, group);
      if (onMachine !== undefined || !existsSync(root)) return [group, onMachine] as const;
      return [group, await groups[group].find({ root, env: await environmentOf(root) })] as const;
    }),
  );
  return Object.fromEntries(entries) as Partial<Programs>;
}

async function fetchGroups(
  missing: readonly ProgramGroup[],
  tools: string,
  log: (line: string) => void,
): Promise<void> {
  log(`fetching ${missing.join(', ')} into ${tools}`);
  const apt = new OwnApt(join(tools, 'apt'));
  await apt.update();
  await Promise.all(
    missing.map(async (group) => {
      const { packages, without } = groups[group];
      const needed = await apt.missing(packages);
      await apt.unpack(
        needed.filter((name) => without?.test(name) !== true && !neverFetched.test(name)),
        join(tools, group),
      );
      log(`fetched ${group}`);
    }),
  );
}

function installByHand(missing: readonly ProgramGroup[]): string {
  const what = missing.map((group) => groups[group].install).join(', ');
  return `missing: ${what}. Install with this system's package manager, or run the shop with: docker compose up`;
}
