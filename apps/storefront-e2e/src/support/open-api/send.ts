import type { Operation } from './document.js';
import type { Request } from './requests.js';

export interface Sender {
  readonly name: string;
  /** What every request of this one carries. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Headers;
  /** Parsed when it is JSON. */
  readonly body: unknown;
}

/** Sends the request to where the document says that its paths are. Cookies that come back are left alone. */
export async function send(base: string, operation: Operation, request: Request, sender: Sender): Promise<Answered> {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encoded(request.params[name] ?? ''));
  const query = Object.entries(request.query).flatMap(([name, values]) =>
    [values].flat().map((value) => `${name}=${encoded(value)}`),
  );
  const prefix = operation.document.servers[0].url.replace(/\/$/, '');
  const address = `${base}${prefix}${path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
  const response = await onOpenConnection(() =>
    fetch(address, {
      method: operation.method,
      redirect: 'manual',
      headers: {
        ...sender.headers,
        ...request.headers,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    }),
  );
  const contentType = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const text = await response.text();
  const body = contentType === 'application/json' ? (JSON.parse(text) as unknown) : text;
  return { status: response.status, contentType, headers: response.headers, body };
}

/** Making requests up takes seconds in which connections end: what met a closed one is sent once more, as browsers do. */
async function onOpenConnection(ask: () => Promise<Response>): Promise<Response> {
  try {
    return await ask();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'UND_ERR_SOCKET')) throw error;
    return ask();
  }
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
