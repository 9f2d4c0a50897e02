import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { resolvePrograms, stateFolder } from '@breakwater/local-stack';
import { eventually } from '@breakwater/testing';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { stackCommand } from './stack-command.js';
import { shopUrl } from './surroundings.js';
import { Visitor } from './visitor.js';
import { watchForTrouble } from './watch-for-trouble.js';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]);
const PATIENCE_MS = 45_000;

export interface Visit extends BrowserContextOptions {
  /** Errors in the browser's console that belong to the test: what the shop refuses on purpose. */
  readonly expected?: readonly RegExp[];
}

export type Arrive = (visit?: Visit) => Promise<Visitor>;

/**
 * One browser for the spec file; each call opens a new context, like a browser that was never here before. A test fails when a page
 * of it logged an error, threw one or went against the content security policy.
 */
export function visitors(): Arrive {
  let browser: Browser;
  let troubles: string[] = [];

  beforeAll(async () => {
    const { browser: program } = await resolvePrograms({ stateDir: stateFolder(), groups: ['browser'] });
    browser = await chromium.launch({
      executablePath: program.path,
      args: FLAGS,
      env: { ...process.env, ...program.env },
    });
    await eventually(everythingReady, { timeoutMs: 90_000, everyMs: 500 });
  }, 180_000);

  afterEach(async () => {
    for (const context of browser.contexts()) {
      for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
      await context.close();
    }
    const seen = troubles;
    troubles = [];
    expect(seen).toEqual([]);
  }, 60_000);

  afterAll(async () => {
    await browser.close();
  }, 60_000);

  return async ({ expected = [], ...options } = {}) => {
    const context = await browser.newContext({
      baseURL: shopUrl,
      locale: 'en-IE',
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    await watchForTrouble(context, troubles, expected);
    return new Visitor(await context.newPage());
  };
}

async function everythingReady(): Promise<boolean> {
  const { parts } = JSON.parse(await stackCommand('status', '--json')) as { parts: { state: string }[] };
  return parts.every(({ state }) => state === 'ready');
}
