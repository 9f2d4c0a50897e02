import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { oneLine } from '../problem.js';
import { commands } from './commands.js';
import type { Stack } from './stack.js';

/** A line of the answer to a command. */
export type ControlLine = { readonly line: string } | { readonly error: string };

async function answer(stack: Stack, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET') {
    response.end(JSON.stringify(stack.status()));
    return;
  }
  const write = (line: ControlLine): void => void response.write(`${JSON.stringify(line)}\n`);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { command, args } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { command: string; args: string[] };
    const run = commands[command];
    if (run === undefined) throw new Error(`no command is called ${command}`);
    await run(stack, args, (line) => write({ line }));
  } catch (error) {
    write({ error: oneLine(error) });
  }
  response.end();
}

/** Takes commands on a unix socket that only the account of the supervisor can open. */
export async function serveControl(path: string, stack: Stack): Promise<{ close(): Promise<void> }> {
  rmSync(path, { force: true });
  const server = createServer((request, response) => {
    void answer(stack, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return {
    close: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeIdleConnections();
      });
    },
  };
}
