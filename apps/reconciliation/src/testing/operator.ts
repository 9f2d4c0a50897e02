import type { Discrepancy, DiscrepancyWithLog } from '@breakwater/contracts';
import { type SessionClaims, signSession } from '@breakwater/service-host';
import { eventually, TEST_SESSION_KEY } from '@breakwater/testing';

export type Role = 'customer' | 'operator' | null;

export function sessionOf(role: Role): Record<string, string> {
  const customer = role === null ? null : { id: crypto.randomUUID(), email: 'ann@example.com', name: 'Ann', role };
  const claims: SessionClaims = { sessionId: 's', cartId: 'c', customer, expiresAt: Date.now() + 600_000 };
  return { 'x-session': signSession(TEST_SESSION_KEY, claims) };
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T & { readonly error?: { code: string; details?: object } };
}

/** Somebody at the console. */
export class Operator {
  constructor(
    private readonly service: () => { readonly url: string },
    private readonly role: Role = 'operator',
  ) {}

  async ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer<T>> {
    const response = await fetch(`${this.service().url}/reconciliation${path}`, {
      method,
      headers: { ...sessionOf(this.role), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
    return { status: response.status, body: parsed as Answer<T>['body'] };
  }

  async all(): Promise<Discrepancy[]> {
    return (await this.ask<{ items: Discrepancy[] }>('GET', '/discrepancies?limit=500')).body.items;
  }

  async show(id: string): Promise<DiscrepancyWithLog> {
    return (await this.ask<DiscrepancyWithLog>('GET', `/discrepancies/${id}`)).body;
  }

  decide(id: string, action: string, note = 'as agreed'): Promise<Answer<DiscrepancyWithLog>> {
    return this.ask('POST', `/discrepancies/${id}/decision`, { action, note });
  }

  /** Waits until there is one of that kind about that, in that state. */
  find(kind: string, about: string, state?: string, timeoutMs = 40_000): Promise<Discrepancy> {
    return eventually(
      async () => {
        const all = await this.all();
        const found = all.find((each) => each.kind === kind && JSON.stringify(each).includes(about));
        if (found !== undefined && (state === undefined || found.state === state)) return found;
        const near = all
          .filter((each) => JSON.stringify(each).includes(about))
          .map((each) => `${each.kind} ${each.state}`);
        throw new Error(`no ${kind} ${state ?? ''} about ${about}, but: ${near.join(', ') || 'nothing'}`);
      },
      { timeoutMs, everyMs: 100 },
    );
  }
}
