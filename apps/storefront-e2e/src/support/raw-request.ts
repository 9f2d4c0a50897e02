import { connect } from 'node:net';
import { shopUrl } from './surroundings.js';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

const PATIENCE_MS = 20_000;

/** Sends these very bytes to the edge and reads one answer: for what no HTTP client would send. */
export async function rawRequest(text: string): Promise<RawAnswer> {
  const { port, hostname } = new URL(shopUrl);
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(Buffer.from(text, 'latin1')));
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`no whole answer to ${text.slice(0, 80)}`)));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      // Whoever did not send the whole of a request would wait long for the connection to end.
      if (isWhole(Buffer.concat(chunks).toString('latin1'))) socket.destroy();
    });
    // Refused in the middle of a body: the answer may be here already, and it counts.
    socket.on('error', (error) => (chunks.length > 0 ? resolve(Buffer.concat(chunks)) : reject(error)));
    socket.on('close', () => resolve(Buffer.concat(chunks)));
  });
  const [head = '', ...rest] = bytes.toString('latin1').split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(
    lines.map((line): [string, string] => [line.split(':')[0] ?? '', line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { status: Number(statusLine.split(' ')[1]), headers, body: rest.join('\r\n\r\n') };
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, end))?.[1];
  return length === undefined ? answer.endsWith('\r\n0\r\n\r\n') : answer.length >= end + 4 + Number(length);
}

/** A whole request of which only the given parts are unusual; it asks for the connection to end. */
export function requestText(line: string, headers: readonly string[] = [], body = ''): string {
  const length = body === '' ? [] : [`content-length: ${Buffer.byteLength(body, 'latin1')}`];
  const all = [`${line} HTTP/1.1`, 'host: localhost', 'connection: close', ...length, ...headers];
  return `${all.join('\r\n')}\r\n\r\n${body}`;
}
