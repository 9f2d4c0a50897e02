import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { systemClock } from '@breakwater/kernel';
import { createServiceClient, type ServiceClient } from '@breakwater/resilience';
import { ServiceTokens } from '@breakwater/service-host';
import { eventually, TEST_SERVICE_KEY } from '@breakwater/testing';

/** Payment as it really runs: a process of its own, built, which a fault point may kill. */
export class PaymentProcess {
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly child: ChildProcess,
    readonly client: ServiceClient,
  ) {}

  static async start(env: NodeJS.ProcessEnv, faultPoint?: string): Promise<PaymentProcess> {
    const armed = faultPoint === undefined ? {} : { FAULT_POINT: faultPoint };
    const args = ['--enable-source-maps', '--import', '@breakwater/telemetry/register', 'dist/main.js'];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env, ...armed },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const url = `http://127.0.0.1:${env['PORT']}`;
    const tokens = new ServiceTokens(TEST_SERVICE_KEY, 'order', systemClock);
    const client = createServiceClient({
      target: 'payment',
      baseUrl: url,
      token: () => tokens.mint('payment'),
      policy: { timeoutMs: 15_000 },
    });
    const payment = new PaymentProcess(child, client);
    await eventually(async () => payment.isDead || (await fetch(`${url}/health/ready`)).ok, {
      timeoutMs: 60_000,
      everyMs: 50,
    });
    return payment;
  }

  get isDead(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** The signal that ended it. */
  async death(): Promise<string | null> {
    if (!this.isDead) await once(this.child, 'exit');
    await (this.closing ??= this.client.close());
    return this.child.signalCode;
  }

  async stop(): Promise<void> {
    if (!this.isDead) this.child.kill('SIGTERM');
    await this.death();
  }
}
