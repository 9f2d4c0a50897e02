import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningService, startService } from '@breakwater/service-host';
import { type TestDatabase, testPostgres } from '@breakwater/testing';
import { gateway } from '../gateway.js';
import { ask, type Answer, type Question } from './ask.js';
import { ScriptedUpstream } from './scripted-upstream.js';

export const SESSION_KEY = 'session-key-of-the-tests';
export const OPERATOR = { email: 'operator@example.org', password: 'operator password' };

export interface TestGateway {
  readonly service: RunningService;
  readonly upstream: ScriptedUpstream;
  readonly hosts: string;
  readonly database: TestDatabase;
  /** Folder with `storefront` and `console`, as Vite builds them. */
  readonly webDir: string;
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

/** A whole gateway on a database of its own; one scripted upstream stands for every service. */
export async function startTestGateway(
  env: Record<string, string> = {},
  hosts?: string,
  given?: TestDatabase,
): Promise<TestGateway> {
  const postgres = await testPostgres();
  const database = given ?? (await postgres.createDatabase('gateway'));
  const upstream = await ScriptedUpstream.start();
  const webDir = mkdtempSync(join(tmpdir(), 'gateway-web-'));
  buildWeb(webDir);
  const urls = ['PRODUCT', 'ORDER', 'PAYMENT', 'RECONCILIATION'].map((name): [string, string] => [
    `${name}_URL`,
    upstream.url,
  ]);
  const settings = {
    SERVICE_KEY: 'service-key-of-the-tests',
    SESSION_KEY,
    PUBLIC_URL: 'http://shop.example',
    DATABASE_HOSTS: hosts ?? postgres.hosts,
    DATABASE_NAME: database.database,
    DATABASE_USER: database.user,
    DATABASE_PASSWORD: database.password,
    OPERATOR_EMAIL: OPERATOR.email,
    OPERATOR_PASSWORD: OPERATOR.password,
    STOREFRONT_DIR: join(webDir, 'storefront'),
    CONSOLE_DIR: join(webDir, 'console'),
    PASSWORD_COST_LOG2: '10',
    UPSTREAM_TIMEOUT_MS: '20000',
    ...Object.fromEntries(urls),
    OPERATIONS_URL: upstream.url,
    ...env,
  };
  const service = await startService(gateway, settings).catch(async (error: unknown) => {
    await upstream.stop();
    throw error;
  });
  const stop = async (): Promise<void> => {
    await service.close();
    await upstream.stop();
    rmSync(webDir, { recursive: true });
  };
  const { url } = service;
  return { service, upstream, hosts: postgres.hosts, database, webDir, ask: (question) => ask(url, question), stop };
}

function buildWeb(webDir: string): void {
  for (const app of ['storefront', 'console']) {
    mkdirSync(join(webDir, app, 'assets'), { recursive: true });
    writeFileSync(join(webDir, app, 'index.html'), `<!doctype html><title>${app}</title>${'<p>x</p>'.repeat(300)}`);
    writeFileSync(join(webDir, app, 'assets', 'index-a1b2c3.js'), `console.log('${app}');`.repeat(200));
    writeFileSync(join(webDir, app, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  }
  writeFileSync(join(webDir, 'secret.txt'), 'beside the web folders');
}
