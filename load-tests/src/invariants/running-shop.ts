import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stateFolder } from '@breakwater/local-stack';

export interface Shop {
  readonly url: string;
  readonly operator: { readonly email: string; readonly password: string };
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The shop at `url` with the operator of OPERATOR_EMAIL and OPERATOR_PASSWORD; what is not given comes from the state of
 * the shop of this checkout (or BREAKWATER_STATE_DIR). Throws in words when that does not tell.
 */
export function findShop(url: string | undefined, env: Env): Shop {
  const dir = env['BREAKWATER_STATE_DIR'];
  const state = join(dir === undefined ? stateFolder() : resolve(env['INIT_CWD'] ?? '.', dir), 'state');
  const { OPERATOR_EMAIL: email, OPERATOR_PASSWORD: password } = env;
  const operator = email !== undefined && password !== undefined ? { email, password } : operatorOf(state);
  return { url: url ?? addressOf(state), operator };
}

function addressOf(state: string): string {
  const { edge } = read(state, 'ports.json') as { edge: number };
  return `http://localhost:${edge}`;
}

function operatorOf(state: string): Shop['operator'] {
  return (read(state, 'secrets.json') as Pick<Shop, 'operator'>).operator;
}

function read(state: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(join(state, file), 'utf8')) as unknown;
  } catch {
    throw new Error(
      `no shop has been started from here (${join(state, file)} cannot be read): npm start, or --url with OPERATOR_EMAIL and OPERATOR_PASSWORD`,
    );
  }
}
