import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import type { Readable } from 'node:stream';
import { ErrorBody } from '@breakwater/contracts';

export interface Question {
  readonly method?: string;
  /** Sent as it is: nothing here tidies up dots, slashes or encodings. */
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer | Readable;
  readonly json?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
  /** The code of an ErrorBody. */
  readonly code: string | undefined;
  json(): unknown;
}

/** One request over a connection of its own. Rejects when the answer breaks off. */
export function ask(url: string, question: Question): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const { method = question.json === undefined ? 'GET' : 'POST', path } = question;
  const headers: OutgoingHttpHeaders = { ...question.headers };
  if (question.json !== undefined) headers['content-type'] ??= 'application/json';
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => resolve(read(response.statusCode ?? 0, response.headers, Buffer.concat(chunks))));
    });
    sent.once('error', reject);
    const body = question.json === undefined ? question.body : JSON.stringify(question.json);
    if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) sent.end(body);
    else body.pipe(sent);
  });
}

function read(status: number, headers: IncomingHttpHeaders, body: Buffer): Answer {
  const text = body.toString('utf8');
  const json = (): unknown => JSON.parse(text);
  let code: string | undefined;
  if (status >= 400 && String(headers['content-type']).includes('json')) {
    code = ErrorBody.safeParse(json()).data?.error.code;
  }
  return { status, headers, body, text, code, json };
}

/** The session cookie of an answer, as a Cookie header. */
export function cookieOf(answer: Answer): string | undefined {
  return answer.headers['set-cookie']?.find((cookie) => cookie.startsWith('bw_session='))?.split(';')[0];
}
