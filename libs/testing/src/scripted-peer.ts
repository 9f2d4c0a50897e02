import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PeerRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** Parsed JSON, undefined when there was none. */
  readonly body: unknown;
}

/** An answer, or what a broken peer does instead: nothing for ever, a reset, half of an answer. */
export type PeerAnswer = { readonly status: number; readonly body?: unknown } | 'hang' | 'reset' | 'half';
export type PeerScript = (request: PeerRequest) => PeerAnswer | Promise<PeerAnswer>;

export interface ScriptedPeer {
  readonly url: string;
  /** Every request in the order of its arrival, as `PUT /internal/x`. */
  readonly calls: string[];
  /** What it answers from now on. */
  script: PeerScript;
  /** Nobody listens at its address any more, so connections are refused; `listen` brings it back. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  stop(): Promise<void>;
}

/** A peer on a real socket that does what the test says: for the failures that a healthy service never shows. */
export async function scriptedPeer(script: PeerScript): Promise<ScriptedPeer> {
  let port = 0;
  const server = createServer((request, response) => void serve(request, response));
  const listen = async (): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  };
  const refuse = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await listen();
  const peer: ScriptedPeer = { url: `http://127.0.0.1:${port}`, calls: [], script, refuse, listen, stop: refuse };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', peer.url);
    const method = request.method ?? 'GET';
    peer.calls.push(`${method} ${pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    give(response, await peer.script({ method, path: pathname, query: searchParams, headers: request.headers, body }));
  }
  return peer;
}

function give(response: ServerResponse, answer: PeerAnswer): void {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (answer === 'half') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"half":');
    response.socket?.destroySoon();
    return;
  }
  const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
}
