import { expect } from '@jest/globals';
import { ErrorBody } from '@breakwater/contracts';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Fails unless the answer is a refusal as all are: 4xx, a stable code, for nobody to keep, and nothing of our insides. */
export function expectRefused(what: string, { status, headers, body }: Answer): void {
  const code = ErrorBody.safeParse(typeof body === 'string' ? parsed(body) : body).data?.error.code;
  const seen = {
    what,
    status,
    code,
    refused: status >= 400 && status < 500,
    stable: /^[a-z_]+(\.[a-z_]+)+$/.test(code ?? ''),
    kept: headers.get('cache-control')?.includes('no-store') !== true,
    talkative: /node_modules|\.ts:|\.js:|at \w+ \(|SELECT |INSERT /.test(JSON.stringify(body)),
  };
  expect(seen).toEqual({ ...seen, refused: true, stable: true, kept: false, talkative: false });
}

/** The JSON of a body that may have come in chunks. */
function parsed(text: string): unknown {
  const json = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
