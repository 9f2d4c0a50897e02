// Docker's command line, as the compose test uses it.
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';

/** A compose project of its own, which shares nothing with one that somebody uses. */
export class Project {
  /** @param {string} name @param {Record<string, string>} settings environment of compose */
  constructor(name, settings) {
    this.name = name;
    this.env = { ...process.env, ...settings };
  }

  /** Runs `docker compose ...`, silently but for `build` and `logs`; when it fails, shows what it said and throws. */
  async compose(...args) {
    console.log(`$ docker compose -p ${this.name} ${args.join(' ')}`);
    const command = ['compose', '--progress', 'plain', '-p', this.name, ...args];
    const output = ['build', 'logs'].includes(args[0]) ? 'inherit' : 'pipe';
    const child = spawn('docker', command, { env: this.env, stdio: ['ignore', output, output], detached: true });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(chunk));
    const ended = new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
    this.running = { child, ended };
    const code = await ended;
    if (code !== 0) process.stdout.write(Buffer.concat(said));
    if (code !== 0) throw new Error(`docker compose ${args[0]} ended with ${code}`);
  }

  /** Ends what `compose` is doing just now. */
  async interrupt() {
    const { child, ended } = this.running ?? {};
    if (child?.exitCode === null) child.kill('SIGTERM');
    await ended?.catch(() => undefined);
  }

  /** Runs `docker compose ...` and gives back what it prints. */
  read(...args) {
    return docker(['compose', '-p', this.name, ...args], this.env);
  }

  /** What the engine knows of the containers of a service, or of all. */
  containers(service) {
    const ids = this.read('ps', '--all', '--quiet', ...(service === undefined ? [] : [service]));
    return ids === '' ? [] : JSON.parse(docker(['inspect', ...ids.split('\n')], this.env));
  }
}

function docker(args, env) {
  const { status, stdout, stderr, error } = spawnSync('docker', args, { env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`docker ${args.slice(0, 4).join(' ')}: ${stderr.trim()}`);
  return stdout.trim();
}

export function hasEngine() {
  const answers = (...args) => spawnSync('docker', args, { stdio: 'ignore' }).status === 0;
  return answers('info') && answers('compose', 'version');
}

/** The registry that this machine's npm uses: inside of the build it is not known otherwise. */
export function npmRegistry() {
  const { status, stdout } = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' });
  return status === 0 && stdout.startsWith('http') ? stdout.trim() : '';
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until `check` gives something true; tells its last failure when it never does. */
export async function eventually(what, check, timeoutMs = 30_000) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    let reason = 'no';
    try {
      const result = await check();
      if (result) return result;
    } catch (error) {
      reason = error.message;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${timeoutMs / 1000} s (${reason})`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
