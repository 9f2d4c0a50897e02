import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.js';

const APPS = fileURLToPath(new URL('../../../apps/', import.meta.url));

/** One of the shop's services as it really runs: built, a process of its own, which may be killed. */
export class ServiceProcess {
  private readonly gone: Promise<unknown>;

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {
    this.gone = once(child, 'exit');
  }

  /** Resolves when it is ready, or dead: it may have been told to die. */
  static async start(app: string, port: number, env: NodeJS.ProcessEnv): Promise<ServiceProcess> {
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: `${APPS}${app}`,
      env: { ...process.env, LOG_LEVEL: 'fatal', SHUTDOWN_GRACE_MS: '0', ...env, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const service = new ServiceProcess(`http://127.0.0.1:${port}`, child);
    try {
      await eventually(async () => service.isDead || (await fetch(`${service.url}/health/ready`)).ok, {
        timeoutMs: 45_000,
        everyMs: 100,
      });
      return service;
    } catch (error) {
      await service.stop();
      throw error;
    }
  }

  get isDead(): boolean {
    return this.child.signalCode !== null || this.child.exitCode !== null;
  }

  /** Resolves when it was killed. */
  async killed(): Promise<void> {
    await eventually(() => this.child.signalCode === 'SIGKILL', { timeoutMs: 45_000 });
  }

  async stop(): Promise<void> {
    if (!this.isDead) this.child.kill('SIGTERM');
    await this.gone;
  }
}
