import { connect, type Socket } from 'node:net';
import { AnswerReader } from './answer-reader.js';

export interface Target {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Drive {
  readonly perSecond: number;
  /** Of each answer. */
  readonly milliseconds: readonly number[];
  readonly bytesPerAnswer: number;
}

const FIRST_ANSWER_MS = 15_000;

/**
 * GETs as fast as the answers come, over `connections` connections to this machine, for so long and at least so often. Any answer but
 * 200 is an error.
 */
export async function drive(target: Target, connections: number, forMs: number, atLeast = 0): Promise<Drive> {
  const request = requestText(target);
  const milliseconds: number[] = [];
  let bytes = 0;
  const began = performance.now();
  const until = began + forMs;
  const note = (took: number, size: number): boolean => {
    milliseconds.push(took);
    bytes += size;
    return performance.now() < until || milliseconds.length < atLeast;
  };
  await Promise.all(Array.from({ length: connections }, () => keepAsking(target.url, request, note)));
  const seconds = (performance.now() - began) / 1000;
  return { perSecond: milliseconds.length / seconds, milliseconds, bytesPerAnswer: bytes / milliseconds.length };
}

async function keepAsking(url: URL, request: Buffer, note: (took: number, size: number) => boolean): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port: Number(url.port), noDelay: true });
  try {
    await new Promise<void>((resolve, reject) => ask(socket, request, note, resolve, reject));
  } finally {
    socket.destroy();
  }
}

function ask(
  socket: Socket,
  request: Buffer,
  note: (took: number, size: number) => boolean,
  resolve: () => void,
  reject: (error: Error) => void,
): void {
  const reader = new AnswerReader();
  let sentAt = 0;
  const send = (): void => {
    sentAt = performance.now();
    socket.write(request);
  };
  socket.setTimeout(FIRST_ANSWER_MS, () => reject(new Error('no answer')));
  socket.on('error', reject);
  socket.on('close', () => reject(new Error('the connection was closed')));
  socket.on('connect', send);
  socket.on('data', (chunk) => {
    try {
      const answer = reader.push(chunk);
      if (answer === undefined) return;
      if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
      if (note(performance.now() - sentAt, answer.bytes)) send();
      else resolve();
    } catch (error) {
      reject(error as Error);
    }
  });
}

function requestText({ url, headers }: Target): Buffer {
  const lines = Object.entries({ host: url.host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`GET ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}\r\n`);
}
