import { setTimeout as pause } from 'node:timers/promises';
import { checkInvariants, type InvariantReport } from '@breakwater/contracts';
import type { Shop } from './running-shop.js';

const TIMEOUT_MS = 15_000;
const ASK_AGAIN_MS = 500;

/** Somebody who has signed in as the operator, through the front door. */
export class Operator {
  private constructor(
    private readonly url: string,
    private readonly cookie: string,
  ) {}

  static async signIn({ url, operator }: Shop): Promise<Operator> {
    const response = await send(new URL('/api/auth/sign-in', url), operator);
    if (!response.ok) throw new Error(`signing in at ${url} was answered ${response.status}`);
    const cookie = response.headers.getSetCookie().find((set) => set.startsWith('bw_session='));
    return new Operator(url, cookie?.split(';')[0] ?? '');
  }

  /** Checks now and waits for the report, for `withinMs` at most. */
  async check(full: boolean, withinMs: number): Promise<InvariantReport> {
    const runId = crypto.randomUUID();
    const giveUpAt = performance.now() + withinMs;
    for (;;) {
      const address = new URL('/api/operations/invariants', this.url);
      const response = await send(address, { full, runId }, { cookie: this.cookie });
      if (!response.ok) throw new Error(`operations answered ${response.status}`);
      const { report } = checkInvariants.responses[200].parse(await response.json());
      if (report !== null) return report;
      if (performance.now() > giveUpAt) throw new Error(`no result within ${withinMs / 1000} s`);
      await pause(ASK_AGAIN_MS);
    }
  }
}

async function send(url: URL, body: object, headers: Record<string, string> = {}): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const words = reason instanceof Error ? reason.message : String(reason);
    throw new Error(`${url.origin} does not answer: ${words}`, { cause: error });
  }
}
