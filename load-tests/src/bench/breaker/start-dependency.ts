import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Mode } from './dependency.js';

/** The process of dependency.ts, and the way to call it. */
export class Dependency {
  private readonly agent = new http.Agent({ keepAlive: true });

  private constructor(
    private readonly port: number,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(): Promise<Dependency> {
    const program = fileURLToPath(new URL('dependency.js', import.meta.url));
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    return new Dependency(Number(line.toString()), async () => {
      child.kill('SIGTERM');
      await ended;
    });
  }

  /** One call. Rejects for anything but a 200, and when the signal says so. */
  async work(signal?: AbortSignal, path: '/work' | '/probe' = '/work'): Promise<string> {
    const { status, body } = await this.ask('GET', path, undefined, signal);
    if (status !== 200) throw new Error(`status ${status}`);
    return body;
  }

  /** From now on it behaves like this, and has counted nothing. */
  async become(mode: Mode): Promise<void> {
    await this.ask('PUT', '/mode', JSON.stringify(mode));
  }

  async counts(): Promise<{ requests: number; probes: number }> {
    return JSON.parse((await this.ask('GET', '/count')).body) as { requests: number; probes: number };
  }

  private ask(
    method: string,
    path: string,
    body?: string,
    signal?: AbortSignal,
  ): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.port, method, path, agent: this.agent };
      const request = http.request({ ...options, ...(signal === undefined ? {} : { signal }) }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}
