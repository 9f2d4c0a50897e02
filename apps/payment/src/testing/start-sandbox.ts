import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually, freePort } from '@breakwater/testing';

const FOLDER = fileURLToPath(new URL('../../../sandbox/', import.meta.url));
export const SECRET_KEY = 'sk_test_sandbox_0123456789';
export const WEBHOOK_SECRETS = ['whsec_old_0123456789', 'whsec_new_0123456789'] as const;

interface RequestReport {
  readonly total: number;
  readonly operations: Readonly<Record<string, { requests: number; replayed: number } | undefined>>;
}

export interface MadeDiscrepancy {
  readonly id: string;
  readonly paymentIntent: string | null;
  readonly attemptId: string | null;
  /** The charge, refund or payout that it is about. */
  readonly source: string | null;
  readonly balanceTransaction: string | null;
}

/** The sandbox as a process of its own, as in the shop. */
export class Sandbox {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(webhookUrl: string): Promise<Sandbox> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = {
      ...process.env,
      PORT: String(port),
      SERVICE_KEY: 'sandbox-service-key-0123456789',
      SHUTDOWN_GRACE_MS: '0',
      LOG_LEVEL: 'warn',
      SANDBOX_DATA_FILE: ':memory:',
      SANDBOX_SECRET_KEY: SECRET_KEY,
      SANDBOX_PUBLISHABLE_KEY: 'pk_test_sandbox_0123456789',
      SANDBOX_WEBHOOK_URL: webhookUrl,
      SANDBOX_WEBHOOK_SECRET: WEBHOOK_SECRETS[1],
      SANDBOX_PAGES_URL: url,
    };
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: FOLDER,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const sandbox = new Sandbox(url, child);
    try {
      await eventually(async () => (await fetch(`${url}/health/ready`)).ok, { timeoutMs: 45_000, everyMs: 100 });
      return sandbox;
    } catch (error) {
      await sandbox.stop();
      throw error;
    }
  }

  async faults(settings: object): Promise<void> {
    await this.control('PUT', '/control/faults', { searchLagMs: 0, ...settings });
  }

  async healthy(): Promise<void> {
    await this.control('DELETE', '/control/faults');
  }

  async advance(seconds: number): Promise<void> {
    await this.control('PUT', '/control/clock', { advanceSeconds: seconds });
  }

  async forgetRequests(): Promise<void> {
    await this.control('DELETE', '/control/requests');
  }

  async requests(operation: string): Promise<number> {
    const report = (await (await fetch(`${this.url}/control/requests`)).json()) as RequestReport;
    return report.operations[operation]?.requests ?? 0;
  }

  /** Events that are still on their way to the webhook. */
  async pendingWebhooks(): Promise<number> {
    const report = (await (await fetch(`${this.url}/control/requests`)).json()) as { pendingWebhooks: number };
    return report.pendingWebhooks;
  }

  /** As the provider lists them. */
  async refundsOf(intent: string): Promise<{ id: string }[]> {
    const headers = { authorization: `Bearer ${SECRET_KEY}` };
    const answer = await fetch(`${this.url}/v1/refunds?payment_intent=${intent}`, { headers });
    return ((await answer.json()) as { data: { id: string }[] }).data;
  }

  /** What the customer does on the bank's page. */
  async answerBank(pageUrl: string, answer: 'approve' | 'fail'): Promise<void> {
    const body = new URLSearchParams({ answer });
    const response = await fetch(pageUrl, { method: 'POST', body, redirect: 'manual' });
    if (response.status >= 400) throw new Error(`the bank's page answered ${response.status}`);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
  }

  /** Pays out everything, available or not. */
  async payOut(order: object = {}): Promise<{ id: string; amount: number }[]> {
    const made = await this.control('POST', '/control/payouts', { includePending: true, ...order });
    return made as { id: string; amount: number }[];
  }

  /** What the bank makes of a refund, now. */
  async settleRefund(id: string, status: 'succeeded' | 'failed'): Promise<void> {
    await this.control('PUT', `/control/refunds/${id}`, { status });
  }

  /** The bank sends a payout back. */
  async failPayout(id: string): Promise<void> {
    await this.control('POST', `/control/payouts/${id}/failure`);
  }

  /** Makes the provider differ from what we believe, see the sandbox's README. */
  async discrepancy(kind: string, order: object = {}): Promise<MadeDiscrepancy> {
    return (await this.control('POST', '/control/discrepancies', { kind, ...order })) as MadeDiscrepancy;
  }

  async undo({ id }: MadeDiscrepancy): Promise<void> {
    await this.control('DELETE', `/control/discrepancies/${id}`);
  }

  private async control(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
