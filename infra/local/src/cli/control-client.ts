import { request, type IncomingMessage } from 'node:http';
import { StackProblem } from '../problem.js';
import type { ControlLine } from '../supervisor/control-server.js';
import type { Folders } from '../supervisor/folders.js';
import type { StackStatus } from '../supervisor/stack.js';

const notRunning = 'the shop does not run; start it with: npm start';

async function ask(folders: Folders, method: 'GET' | 'POST', body?: unknown): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => {
    const asked = request({ socketPath: folders.controlSocket, method, path: '/', agent: false }, resolve);
    asked.on('error', () => reject(new StackProblem(notRunning)));
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

export async function readStatus(folders: Folders): Promise<StackStatus> {
  return JSON.parse(await textOf(await ask(folders, 'GET'))) as StackStatus;
}

/** Has the supervisor carry out a command; its lines are passed on, an error of its becomes one here. */
export async function sendCommand(
  folders: Folders,
  command: string,
  args: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  const response = await ask(folders, 'POST', { command, args });
  for (const text of (await textOf(response)).split('\n').filter((line) => line !== '')) {
    const answer = JSON.parse(text) as ControlLine;
    if ('error' in answer) throw new StackProblem(answer.error);
    say(answer.line);
  }
}
