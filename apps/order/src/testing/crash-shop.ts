import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventEnvelope, Order, type OrderState } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { systemClock } from '@breakwater/kernel';
import { type RunningService, ServiceTokens, startService } from '@breakwater/service-host';
import {
  eventually,
  ownRedis,
  type OwnRedis,
  scriptedPeer,
  type ScriptedPeer,
  serviceEnvironment,
  TEST_SERVICE_KEY,
} from '@breakwater/testing';
import { orderService } from '../service.js';
import { InventoryDouble } from './inventory-double.js';
import { Mailbox } from './mailbox.js';
import { OrderProcess } from './order-process.js';
import { PaymentDouble } from './payment-double.js';
import { productThatSells } from './peers.js';
import { type Asked, TestShopper } from './shop.js';

/** An order service that is killed, and started again on what it left behind; peers and mail server live on. */
export class CrashShop {
  payment = new PaymentDouble();
  inventory = new InventoryDouble();
  shopper = this.newShopper();
  private dying: OrderProcess | undefined;
  private service: RunningService | undefined;
  private orderId: string | undefined;

  private constructor(
    readonly database: Database,
    readonly mailbox: Mailbox,
    private readonly redis: OwnRedis,
    private readonly peers: readonly ScriptedPeer[],
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async open(): Promise<CrashShop> {
    const [mailbox, redis] = await Promise.all([Mailbox.open(), ownRedis()]);
    const peers = await Promise.all(
      [productThatSells({ ROPE: 1000 }), nobody, nobody].map((each) => scriptedPeer(each)),
    );
    const [product, inventory, payment] = peers.map(({ url }) => url);
    const env: NodeJS.ProcessEnv = {
      ...(await serviceEnvironment('order')),
      PRODUCT_URL: product,
      INVENTORY_URL: inventory,
      PAYMENT_URL: payment,
      STRIPE_API_URL: 'http://127.0.0.1:9',
      SMTP_URL: mailbox.url,
      // Jobs of its own: who shares a Redis would take them from each other.
      REDIS_QUEUE_URL: redis.url,
      SWEEP_EVERY_MS: '50',
      // A process that has just started is slow, and what is asked of it must not be left to the sweeper for that.
      CHECKOUT_BUDGET_MS: '8000',
      PROBE_EVERY_MS: '100',
      LOG_LEVEL: 'fatal',
      // A process is started again and again, and should not compile everything anew.
      NODE_COMPILE_CACHE: await mkdtemp(join(tmpdir(), 'order-')),
    };
    const database = await Database.open({
      hosts: String(env['DATABASE_HOSTS']),
      database: String(env['DATABASE_NAME']),
      user: String(env['DATABASE_USER']),
      password: String(env['DATABASE_PASSWORD']),
      migrations: orderService.migrations ?? [],
      applicationName: 'test',
    });
    await database.migrate();
    return new CrashShop(database, mailbox, redis, peers, env);
  }

  async close(): Promise<void> {
    await this.database.close();
    await Promise.all([this.mailbox.close(), this.redis.stop()]);
    await rm(String(this.env['NODE_COMPILE_CACHE']), { recursive: true, force: true });
    await Promise.all(this.peers.map((peer) => peer.stop()));
  }

  /** A new customer, peers without a past, and a process that will die at this point. */
  async startDying(faultPoint: string, differences: NodeJS.ProcessEnv): Promise<void> {
    this.payment = new PaymentDouble();
    this.inventory = new InventoryDouble();
    this.shopper = this.newShopper();
    this.orderId = undefined;
    this.mailbox.subjects.length = 0;
    const [, inventory, payment] = this.peers;
    if (inventory) inventory.script = this.inventory.script;
    if (payment) payment.script = this.payment.script;
    this.dying = await OrderProcess.start({ ...this.env, ...differences }, faultPoint);
  }

  async hasDied(): Promise<void> {
    await eventually(() => this.dying?.hasDied === true, { timeoutMs: 20_000 });
    this.dying = undefined;
  }

  /** The service again, at a time when whatever the dead one had taken for itself is free. */
  async startAgain(differences: NodeJS.ProcessEnv): Promise<void> {
    const { writer } = this.database;
    await writer.query(
      'UPDATE orders SET next_attempt_at = now() WHERE next_attempt_at IS NOT NULL AND pace_at IS NULL',
    );
    await writer.query('UPDATE notification SET next_attempt_at = now() WHERE next_attempt_at IS NOT NULL');
    await writer.query('UPDATE former_attempt SET next_try_at = now() WHERE next_try_at IS NOT NULL');
    await writer.query('UPDATE idempotency_key SET locked_until = created_at');
    await writer.query('DELETE FROM pacer_lease');
    this.service = await startService(orderService, { ...this.env, ...differences });
  }

  /** Ends whatever runs; what it has not finished stays as it is. */
  async stop(): Promise<void> {
    await this.dying?.kill();
    await this.service?.close();
    this.dying = undefined;
    this.service = undefined;
    await this.database.writer.query('UPDATE orders SET next_attempt_at = NULL, pace_at = NULL');
    await this.database.writer.query('UPDATE former_attempt SET next_try_at = NULL');
    await this.database.writer.query(
      "UPDATE payment_outage SET ended_at = began_at - interval '1 hour', drained_at = now()",
    );
  }

  /** Asks whoever runs; a process that dies answers nothing. */
  async tryTo(method: string, path: string, asked: Asked): Promise<number | null> {
    try {
      return (await this.shopper.ask(method, path, asked)).status;
    } catch {
      return null;
    }
  }

  /** The order of this customer, by the database: the answer may have been lost. */
  async id(): Promise<string> {
    this.orderId ??= await eventually(async () => {
      const rows = await this.database.writer.query<{ id: string }>('SELECT id FROM orders WHERE session_id = $1', [
        this.shopper.session.sessionId,
      ]);
      if (rows.length !== 1) throw new Error(`${rows.length} orders`);
      return rows[0]?.id ?? '';
    });
    return this.orderId;
  }

  /** Its attempt is authorised after all, and payment's outbox says so. */
  async comesToLife(): Promise<void> {
    const orderId = await this.id();
    const [found] = [...this.payment.desk.attempts].filter(([, attempt]) => attempt.orderId === orderId);
    if (found === undefined) throw new Error('it has no attempt');
    const [attemptId, attempt] = found;
    attempt.state = 'authorized';
    const { body } = (await this.payment.desk.script({
      method: 'GET',
      path: `/internal/attempts/${attemptId}`,
      query: new URLSearchParams(),
      headers: {},
      body: undefined,
    })) as { body: object };
    const envelope: EventEnvelope = {
      id: crypto.randomUUID(),
      type: 'payment.attempt_changed',
      source: 'payment',
      occurredAt: new Date().toISOString(),
      data: { attempt: body, orderId },
    };
    const token = new ServiceTokens(TEST_SERVICE_KEY, 'payment', systemClock).mint('order');
    const headers = { 'x-service-token': token, 'content-type': 'application/json' };
    const url = `${this.url}/internal/inbox`;
    const { status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify(envelope) });
    if (status !== 204) throw new Error(`the event was answered with ${status}`);
  }

  /** Waits until the order is there by the database, whoever runs. */
  async reaches(state: OrderState): Promise<void> {
    const id = await this.id();
    const found = 'SELECT FROM orders WHERE id = $1 AND state = $2';
    await eventually(async () => (await this.database.writer.query(found, [id, state])).length === 1, {
      timeoutMs: 20_000,
    });
  }

  /** The order when nothing is owed any more, to anybody. */
  async rests(): Promise<Order> {
    const id = await this.id();
    const owed = `SELECT FROM orders WHERE id = $1 AND next_attempt_at IS NOT NULL
       UNION ALL SELECT FROM notification WHERE order_id = $1 AND sent_at IS NULL AND next_attempt_at IS NOT NULL
       UNION ALL SELECT FROM former_attempt WHERE order_id = $1 AND next_try_at IS NOT NULL`;
    await eventually(async () => (await this.database.writer.query(owed, [id])).length === 0, { timeoutMs: 20_000 });
    return this.shopper.look(id);
  }

  private newShopper(): TestShopper {
    return new TestShopper(() => this.url);
  }

  private get url(): string {
    return this.service?.url ?? this.dying?.url ?? '';
  }
}

const nobody = (): 'reset' => 'reset';
