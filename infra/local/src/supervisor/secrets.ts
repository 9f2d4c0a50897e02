import { randomBytes } from 'node:crypto';
import { readJson, writeJson } from '../json-file.js';

const databases = ['gateway', 'product', 'inventory', 'order', 'payment', 'reconciliation', 'operations'] as const;
export type DatabaseName = (typeof databases)[number];

/** Everything secret of one stack. Made at the first start, kept in a file that only its owner can read. */
export interface Secrets {
  readonly serviceKey: string;
  readonly sessionKey: string;
  readonly postgres: { readonly user: string; readonly password: string };
  readonly databases: Readonly<Record<DatabaseName, string>>;
  readonly redis: { readonly cache: string; readonly queue: string };
  readonly provider: { readonly secretKey: string; readonly publishableKey: string; readonly webhookSecret: string };
  readonly operator: { readonly email: string; readonly password: string };
  readonly customer: { readonly email: string; readonly password: string };
}

const random = (): string => randomBytes(24).toString('hex');
// Read off a screen and typed: no letters that look like digits.
const readable = (): string =>
  Array.from(randomBytes(12), (byte) => 'abcdefghjkmnpqrstuvwxyz23456789'.charAt(byte % 31)).join('');

function generate(): Secrets {
  return {
    serviceKey: random(),
    sessionKey: random(),
    postgres: { user: 'breakwater', password: random() },
    databases: Object.fromEntries(databases.map((name) => [name, random()])) as Record<DatabaseName, string>,
    redis: { cache: random(), queue: random() },
    provider: {
      secretKey: `sk_test_${random()}`,
      publishableKey: `pk_test_${random()}`,
      webhookSecret: `whsec_${random()}`,
    },
    operator: { email: 'operator@breakwater.example', password: readable() },
    customer: { email: 'demo@breakwater.example', password: readable() },
  };
}

/** Reads the secrets; what an older version did not know yet is added. */
export function loadSecrets(path: string): Secrets {
  const kept = readJson(path) as Partial<Secrets> | undefined;
  const secrets = { ...generate(), ...kept };
  if (kept === undefined || Object.keys(kept).length < Object.keys(secrets).length) writeJson(path, secrets);
  return secrets;
}
