import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// Something to depend on, a process of its own: well, failing, hanging or a share of each, as `PUT /mode` says. Counts what arrives.
// Prints its port.

export interface Mode {
  readonly failing: 'errors' | 'hang' | 'none';
  /** Of the requests. */
  readonly share: number;
}

const WELL_MS = 20;
const ERROR_MS = 5;

let mode: Mode = { failing: 'none', share: 0 };
let [requests, probes] = [0, 0];
let hanging: ServerResponse[] = [];

function answer(response: ServerResponse, status: number, afterMs: number): void {
  setTimeout(() => response.writeHead(status).end('{}'), afterMs);
}

const server = createServer((request, response) => {
  if (request.url === '/work' || request.url === '/probe') {
    if (request.url === '/work') requests++;
    else probes++;
    const fails = mode.failing !== 'none' && Math.random() < mode.share;
    if (!fails) answer(response, 200, WELL_MS);
    else if (mode.failing === 'errors') answer(response, 503, ERROR_MS);
    else hanging.push(response);
    return;
  }
  if (request.url === '/count') {
    response.end(JSON.stringify({ requests, probes }));
    return;
  }
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    mode = JSON.parse(body) as Mode;
    [requests, probes] = [0, 0];
    for (const late of hanging) late.destroy();
    hanging = [];
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.once('SIGTERM', () => process.exit(0));
