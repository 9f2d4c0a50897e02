import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually, freePort } from '@breakwater/testing';

const FOLDER = fileURLToPath(new URL('../../', import.meta.url));

/** The built service as a process of its own, which dies at a fault point. */
export class OrderProcess {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(env: NodeJS.ProcessEnv, faultPoint: string): Promise<OrderProcess> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: FOLDER,
      env: { ...process.env, ...env, PORT: String(port), FAULT_POINT: faultPoint },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const started = new OrderProcess(url, child);
    try {
      await eventually(
        async () => {
          if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
          return (await fetch(`${url}/health/ready`)).ok;
        },
        { timeoutMs: 45_000, everyMs: 50 },
      );
      return started;
    } catch (error) {
      await started.kill();
      throw error;
    }
  }

  get hasDied(): boolean {
    return this.child.signalCode === 'SIGKILL';
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}
