import {
  type Attempt,
  authorize,
  capture,
  type EventEnvelope,
  getAttempt,
  refund,
  voidAttempt,
} from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { isFault, systemClock } from '@breakwater/kernel';
import { createServiceClient, type ServiceClient } from '@breakwater/resilience';
import { type RunningService, ServiceTokens, startService } from '@breakwater/service-host';
import {
  eventually,
  freePort,
  type ScriptedPeer,
  scriptedPeer,
  serviceEnvironment,
  TEST_SERVICE_KEY,
  testPostgres,
} from '@breakwater/testing';
import { paymentService } from '../service.js';
import { Sandbox, SECRET_KEY, WEBHOOK_SECRETS } from './start-sandbox.js';

/**
 * For what only the test shall do. A sweeper's first turn comes at a random moment of its time, so an hour would not do; more
 * than this, and a timer would run out at once.
 */
export const NEVER_MS = '1500000000';

export interface Asked {
  readonly attemptId: string;
  readonly orderId: string;
}

/** Two instances of payment on one database, the sandbox as their provider, and a peer in the place of order. */
export class PaymentFixture {
  private constructor(
    readonly sandbox: Sandbox,
    readonly order: ScriptedPeer,
    readonly events: EventEnvelope[],
    readonly services: readonly RunningService[],
    readonly clients: readonly ServiceClient[],
    readonly env: NodeJS.ProcessEnv,
  ) {}

  private admin: Database | undefined;

  static async start(differences: NodeJS.ProcessEnv = {}): Promise<PaymentFixture> {
    const port = await freePort();
    const events: EventEnvelope[] = [];
    const order = await scriptedPeer(({ body }) => {
      events.push(body as EventEnvelope);
      return { status: 204 };
    });
    const sandbox = await Sandbox.start(`http://127.0.0.1:${port}/payments/webhooks/stripe`);
    const env = {
      ...(await serviceEnvironment('payment')),
      ORDER_URL: order.url,
      STRIPE_API_URL: sandbox.url,
      STRIPE_SECRET_KEY: SECRET_KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRETS.join(','),
      PAYMENT_SWEEP_MS: '100',
      PROVIDER_TIMEOUT_MS: '5000',
      ...differences,
    };
    const services = await Promise.all([
      startService(paymentService, { ...env, PORT: String(port) }),
      startService(paymentService, env),
    ]).catch(async (error: unknown) => {
      // Else the test run would never end.
      await Promise.all([sandbox.stop(), order.stop()]);
      throw error;
    });
    const tokens = new ServiceTokens(TEST_SERVICE_KEY, 'order', systemClock);
    const clients = services.map(({ url: baseUrl }) =>
      createServiceClient({
        target: 'payment',
        baseUrl,
        token: () => tokens.mint('payment'),
        policy: { timeoutMs: 15_000 },
      }),
    );
    return new PaymentFixture(sandbox, order, events, services, clients, env);
  }

  get url(): string {
    return this.services[0]!.url;
  }

  get client(): ServiceClient {
    return this.clients[0]!;
  }

  get database(): Database {
    return this.services[0]!.platform.database!;
  }

  /** The same database with the rights of an administrator. */
  async superuser(): Promise<Database> {
    const { username, password } = new URL((await testPostgres()).adminUrl);
    const { DATABASE_HOSTS: hosts = '', DATABASE_NAME: database = '' } = this.env;
    const access = { hosts, database, user: decodeURIComponent(username), password: decodeURIComponent(password) };
    this.admin ??= await Database.open({
      ...access,
      migrations: [],
      applicationName: 'superuser',
      statementTimeoutMs: 120_000,
    });
    return this.admin;
  }

  async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.close()));
    await this.admin?.close();
    await Promise.all(this.clients.map((client) => client.close()));
    await this.order.stop();
    await this.sandbox.stop();
  }

  ask(): Asked {
    return { attemptId: crypto.randomUUID(), orderId: crypto.randomUUID() };
  }

  authorize(
    asked: Asked,
    paymentMethod = 'pm_card_visa',
    amountMinor = 2500,
    client = this.client,
    couponDiscountMinor = 0,
  ): Promise<Attempt> {
    return client.call(authorize, {
      params: { attemptId: asked.attemptId },
      body: {
        orderId: asked.orderId,
        orderNumber: 'BW-TEST-0001',
        amount: { amountMinor, currency: 'EUR' },
        email: 'guest@example.com',
        couponDiscountMinor,
        paymentMethod,
        returnUrl: 'http://localhost:8080/orders/1',
      },
    });
  }

  get(asked: Asked, refresh: 'true' | 'false' = 'false'): Promise<Attempt> {
    return this.client.call(getAttempt, { params: { attemptId: asked.attemptId }, query: { refresh } });
  }

  capture(asked: Asked, client = this.client): Promise<Attempt> {
    return client.call(capture, { params: { attemptId: asked.attemptId } });
  }

  void(asked: Asked): Promise<Attempt> {
    return this.client.call(voidAttempt, { params: { attemptId: asked.attemptId } });
  }

  async refund(asked: Asked, refundId: string, amountMinor: number, client = this.client): Promise<string> {
    const body = { amount: { amountMinor, currency: 'EUR' }, reason: 'test' };
    const { state } = await client.call(refund, { params: { attemptId: asked.attemptId, refundId }, body });
    return state;
  }

  /** No event is on its way or being worked: nobody but the test does anything now. */
  async calm(): Promise<void> {
    await eventually(async () => {
      if ((await this.sandbox.pendingWebhooks()) > 0) return false;
      const open = `SELECT (SELECT count(*) FROM webhook_event WHERE next_try_at IS NOT NULL)
                         + (SELECT count(*) FROM payment_attempt WHERE lease_until > now()) AS count`;
      const [row] = await this.database.writer.query<{ count: number }>(open);
      return row?.count === 0;
    });
  }

  async captured(amountMinor = 2500): Promise<Asked> {
    const asked = this.ask();
    await this.authorize(asked, 'pm_card_visa', amountMinor);
    await this.capture(asked);
    return asked;
  }

  /** States that order was told of, in the order of their making. */
  toldStates({ orderId }: Asked): string[] {
    return this.events
      .filter(({ data }) => data['orderId'] === orderId)
      .map(({ data }) => (data['attempt'] as Attempt).state);
  }

  async ledger({ attemptId }: Asked): Promise<Record<string, number>> {
    const rows = await this.database.writer.query<{ account: string; sum: number }>(
      `SELECT e.account, sum(e.debit_minor - e.credit_minor)::bigint AS sum
       FROM ledger.transaction t JOIN ledger.entry e ON e.transaction_id = t.id
       WHERE t.attempt_id = $1 AND t.kind <> 'fee' GROUP BY e.account`,
      [attemptId],
    );
    return Object.fromEntries(rows.map(({ account, sum }) => [account, sum]));
  }
}

/** The code of the refusal. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isFault(error)) throw new Error('it was not refused', { cause: error });
  return error.code;
}
