import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Behaviour = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void | Promise<void>;

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A service made of one function, that keeps what it was asked. */
export class ScriptedUpstream {
  readonly seen: Seen[] = [];
  /** Requests whose client went away before the answer was whole. */
  abandoned = 0;
  behave: Behaviour = echo;
  /** Called as soon as the headers are there, before any body. */
  onHeaders: (request: IncomingMessage) => void = () => undefined;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<ScriptedUpstream> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const upstream = new ScriptedUpstream(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => upstream.take(request, response));
    return upstream;
  }

  get last(): Seen {
    const last = this.seen.at(-1);
    if (last === undefined) throw new Error('nothing was asked');
    return last;
  }

  reset(): void {
    this.seen.length = 0;
    this.abandoned = 0;
    this.behave = echo;
    this.onHeaders = () => undefined;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    this.onHeaders(request);
    response.once('close', () => {
      if (!response.writableFinished) this.abandoned += 1;
    });
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      // The heartbeat of the gateway itself is not what a test is about.
      if (request.url?.startsWith('/internal/instances/')) return void response.writeHead(204).end();
      const body = Buffer.concat(chunks);
      this.seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      void this.behave(request, response, body);
    });
  }
}

export const echo: Behaviour = (request, response, body) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ method: request.method, url: request.url, body: body.toString('utf8') }));
};
