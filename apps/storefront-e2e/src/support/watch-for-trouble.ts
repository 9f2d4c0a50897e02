import type { BrowserContext } from 'playwright-core';

/** Collects what a visitor would not see but must not happen: console errors, uncaught errors, policy violations. */
export async function watchForTrouble(
  context: BrowserContext,
  troubles: string[],
  expected: readonly RegExp[],
): Promise<void> {
  const note = (what: string): void => {
    if (!expected.some((pattern) => pattern.test(what))) troubles.push(what);
  };
  context.on('weberror', (error) => note(`uncaught: ${error.error().stack ?? error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()} (${message.location().url})`);
  });
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`policy: ${violatedDirective} ${blockedURI}`);
    });
  });
}
