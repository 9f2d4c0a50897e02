import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort, TEST_SERVICE_KEY } from '@breakwater/testing';

export const SECRET_KEY = 'sk_test_sandbox0123456789';
export const PUBLISHABLE_KEY = 'pk_test_sandbox0123456789';
export const WEBHOOK_SECRET = 'whsec_sandbox0123456789';

export interface SandboxProcess {
  readonly url: string;
  readonly smtpPort: number;
  /** JSON in and out of the knobs. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Ends the process with `signal` and starts another on the same file. */
  restart(signal: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

/** The sandbox as it really runs: its own process, built, on free ports and with a file of its own. */
export async function startSandbox(env: NodeJS.ProcessEnv = {}): Promise<SandboxProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-sandbox-'));
  const port = await freePort();
  const smtpPort = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    PATH: process.env['PATH'],
    SERVICE_KEY: TEST_SERVICE_KEY,
    SHUTDOWN_GRACE_MS: '0',
    LOG_LEVEL: 'warn',
    PORT: String(port),
    SMTP_PORT: String(smtpPort),
    SANDBOX_DATA_FILE: join(folder, 'sandbox.sqlite'),
    SANDBOX_SECRET_KEY: SECRET_KEY,
    SANDBOX_PUBLISHABLE_KEY: PUBLISHABLE_KEY,
    SANDBOX_WEBHOOK_SECRET: WEBHOOK_SECRET,
    SANDBOX_PAGES_URL: url,
    ...env,
  };
  let child = run(environment);
  await ready(url, () => child.exitCode);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  return {
    url,
    smtpPort,
    control: (method, path, body) => control(`${url}/control/${path}`, method, body),
    async restart(signal) {
      await end(signal);
      child = run(environment);
      await ready(url, () => child.exitCode);
    },
    async stop() {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function run(env: NodeJS.ProcessEnv): ReturnType<typeof spawn> {
  const args = ['--enable-source-maps', '--import', '@breakwater/telemetry/register', 'dist/main.js'];
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
}

async function ready(url: string, exitCode: () => number | null): Promise<void> {
  await eventually(
    async () => {
      if (exitCode() !== null) throw new Error(`the sandbox ended with ${exitCode()}`);
      return (await fetch(`${url}/health/ready`)).ok;
    },
    { timeoutMs: 30_000 },
  );
}

async function control(url: string, method: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}
