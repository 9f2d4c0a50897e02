import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the shop under test is; e2e-setup.mjs has started it. */
export const shopUrl = required('E2E_URL');
export const stateDir = required('E2E_STATE_DIR');

interface Secrets {
  readonly operator: { readonly email: string; readonly password: string };
  readonly customer: { readonly email: string; readonly password: string };
}

/** The whole secrets file, for sign-ins, and to look for its values where they must not be. */
export function secrets(): Secrets & Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(stateDir, 'state', 'secrets.json'), 'utf8')) as Secrets & Record<string, unknown>;
}

export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(
      `${name} is not set: run the e2e tests through the package's test:e2e script (with a shop of yours, set it too)`,
    );
  return value;
}
