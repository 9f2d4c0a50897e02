import { SourceAway } from './source-away.js';

const TIMEOUT_MS = 5000;
const SESSION_COOKIE = 'bw_session=';

export interface EdgeAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A browser's cookie and nothing else, over HTTP at the shop's public address. */
export class EdgeVisitor {
  private cookie = '';

  constructor(private readonly url: string) {}

  /** As the gateway knows this visitor; readable in the cookie, worth nothing without its signature. */
  get sessionId(): string {
    try {
      const payload = this.cookie.slice(SESSION_COOKIE.length).split('.')[0] ?? '';
      const { sessionId } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sessionId?: unknown };
      return typeof sessionId === 'string' ? sessionId : 'unknown';
    } catch {
      return 'unknown';
    }
  }

  /** Throws SourceAway when nobody answers. */
  async ask(method: string, path: string, body?: unknown): Promise<EdgeAnswer> {
    try {
      const response = await fetch(new URL(path, this.url), {
        method,
        redirect: 'manual',
        headers: {
          ...(this.cookie === '' ? {} : { cookie: this.cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const set = response.headers.getSetCookie().find((cookie) => cookie.startsWith(SESSION_COOKIE));
      if (set !== undefined) this.cookie = set.split(';')[0] ?? '';
      const text = await response.text();
      const json = response.headers.get('content-type')?.includes('json') === true && text !== '';
      return { status: response.status, body: json ? (JSON.parse(text) as unknown) : text };
    } catch (error) {
      throw SourceAway.because('edge', error);
    }
  }
}
