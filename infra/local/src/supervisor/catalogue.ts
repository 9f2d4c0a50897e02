import type { BalancedService } from '../haproxy/haproxy.js';
import type { StackPorts } from './remembered-ports.js';
import type { DatabaseName, Secrets } from './secrets.js';
import type { Folders } from './folders.js';

/** What the environment of a service is made from. */
export interface Surroundings {
  readonly url: string;
  readonly ports: StackPorts;
  readonly secrets: Secrets;
  readonly folders: Folders;
  /** The supervisor's own environment: a few settings of the person who starts it are passed on. */
  readonly given: Readonly<Record<string, string | undefined>>;
}

/** A service as the supervisor sees it. */
export interface ServiceDefinition {
  readonly name: BalancedService;
  /** Folder below the workspace, or an absolute one. */
  readonly folder: string;
  /** What node gets; default: telemetry first, then dist/main.js. */
  readonly args?: readonly string[];
  readonly instances: number;
  readonly mostInstances: number;
  /** Of a service with one instance that others reach without HAProxy: the same port at each start. Any free one when left out. */
  readonly port?: (ports: StackPorts) => number;
  /** Services that are ready before this one is started. */
  readonly after: readonly BalancedService[];
  environment(surroundings: Surroundings): Record<string, string>;
}

// Left to itself, V8 sizes its heap by the machine: a dozen services on a laptop would take 2.2 GB instead of 1.7.
const heap = ['--max-old-space-size=256', '--max-semi-space-size=8'];

export const defaultArgs = [
  ...heap,
  '--enable-source-maps',
  '--import',
  '@breakwater/telemetry/register',
  'dist/main.js',
];

function database(name: DatabaseName) {
  return ({ ports, secrets }: Surroundings): Record<string, string> => ({
    DATABASE_HOSTS: `127.0.0.1:${ports.postgres1},127.0.0.1:${ports.postgres2}`,
    DATABASE_NAME: name,
    DATABASE_USER: name,
    DATABASE_PASSWORD: secrets.databases[name],
  });
}

const cache = ({ ports, secrets }: Surroundings) => ({
  REDIS_CACHE_URL: `redis://:${secrets.redis.cache}@127.0.0.1:${ports.redisCache}`,
});
const queue = ({ ports, secrets }: Surroundings) => ({
  REDIS_QUEUE_URL: `redis://:${secrets.redis.queue}@127.0.0.1:${ports.redisQueue}`,
});
const session = ({ secrets }: Surroundings) => ({ SESSION_KEY: secrets.sessionKey });
const mail = ({ ports }: Surroundings) => ({ SMTP_URL: `smtp://127.0.0.1:${ports.smtp}` });

/** The sandbox, unless the person who starts the stack has an account with the real provider and gave its keys. */
function provider({ ports, secrets, given }: Surroundings): Record<string, string> {
  const { STRIPE_SECRET_KEY: secretKey } = given;
  if (secretKey === undefined || secretKey === '') {
    return {
      // As a provider is reached, without our balancer between: what is reset arrives as a reset, what is down refuses.
      STRIPE_API_URL: `http://127.0.0.1:${ports.provider}`,
      STRIPE_SECRET_KEY: secrets.provider.secretKey,
      STRIPE_PUBLISHABLE_KEY: secrets.provider.publishableKey,
      STRIPE_WEBHOOK_SECRET: secrets.provider.webhookSecret,
    };
  }
  return {
    STRIPE_API_URL: given['STRIPE_API_URL'] ?? 'https://api.stripe.com',
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_PUBLISHABLE_KEY: given['STRIPE_PUBLISHABLE_KEY'] ?? '',
    STRIPE_WEBHOOK_SECRET: given['STRIPE_WEBHOOK_SECRET'] ?? secrets.provider.webhookSecret,
    PROVIDER_TIMEOUT_MS: given['PROVIDER_TIMEOUT_MS'] ?? '8000',
  };
}

/** What the checkout page needs to know of the provider. */
function checkoutPage(surroundings: Surroundings): Record<string, string> {
  const { STRIPE_API_URL = '', STRIPE_PUBLISHABLE_KEY = '' } = provider(surroundings);
  return { STRIPE_API_URL, STRIPE_PUBLISHABLE_KEY };
}

/** The sandbox is the bank, too; with a real provider there is none unless it is given. */
function bank({ ports, given }: Surroundings): Record<string, string> {
  const real = (given['STRIPE_SECRET_KEY'] ?? '') !== '';
  const statement = given['BANK_STATEMENT_URL'] ?? (real ? '' : `http://127.0.0.1:${ports.provider}/bank/statement`);
  return statement === '' ? {} : { BANK_STATEMENT_URL: statement };
}

type Builder = (surroundings: Surroundings) => Record<string, string>;
const all =
  (...builders: Builder[]): Builder =>
  (surroundings) =>
    Object.assign({}, ...builders.map((build) => build(surroundings))) as Record<string, string>;

/** What payment watches; its `watched-events.ts` says why these. */
const webhookEvents = [
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.payment_failed',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'charge.refunded',
  'refund.updated',
  'refund.failed',
  'payout.created',
  'payout.paid',
  'payout.failed',
];

function sandbox({ url, ports, secrets, folders }: Surroundings): Record<string, string> {
  return {
    SMTP_PORT: String(ports.smtp),
    SANDBOX_DATA_FILE: folders.file('sandbox.sqlite'),
    SANDBOX_SECRET_KEY: secrets.provider.secretKey,
    SANDBOX_PUBLISHABLE_KEY: secrets.provider.publishableKey,
    SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${ports.listeners.payment}/payments/webhooks/stripe`,
    SANDBOX_WEBHOOK_SECRET: secrets.provider.webhookSecret,
    SANDBOX_WEBHOOK_EVENTS: webhookEvents.join(','),
    SANDBOX_PAGES_URL: `${url}/sandbox`,
  };
}

function accounts({ secrets }: Surroundings): Record<string, string> {
  return {
    OPERATOR_EMAIL: secrets.operator.email,
    OPERATOR_PASSWORD: secrets.operator.password,
    DEMO_CUSTOMER_EMAIL: secrets.customer.email,
    DEMO_CUSTOMER_PASSWORD: secrets.customer.password,
  };
}

function app(
  name: BalancedService,
  instances: number,
  after: readonly BalancedService[],
  ...builders: Builder[]
): ServiceDefinition {
  const mostInstances = name === 'sandbox' ? 1 : 8;
  return { name, folder: `apps/${name}`, instances, mostInstances, after, environment: all(...builders) };
}

export const catalogue: readonly ServiceDefinition[] = [
  { ...app('sandbox', 1, [], sandbox), port: ({ provider: port }) => port },
  app('product', 2, [], database('product'), session, cache),
  app('inventory', 1, [], database('inventory')),
  app('payment', 1, ['sandbox'], database('payment'), session, provider),
  app('order', 2, ['product', 'inventory', 'payment'], database('order'), session, queue, mail, checkoutPage),
  app('reconciliation', 1, ['sandbox'], database('reconciliation'), session, bank),
  app('operations', 1, [], database('operations'), session, cache, queue),
  app('gateway', 2, [], database('gateway'), session, accounts),
];
