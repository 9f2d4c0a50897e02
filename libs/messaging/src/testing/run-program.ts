import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Runs a program in a process of its own, to be killed or to have its own telemetry. LIBRARY in it stands for this
 * package as it was built, INPUT for `input`.
 */
export async function runProgram(
  program: string,
  input: object,
  nodeArguments: readonly string[] = [],
): Promise<{ signal: NodeJS.Signals | null; printed: string }> {
  const library = new URL('../../dist/index.js', import.meta.url).href;
  const text = program.replaceAll('LIBRARY', library).replaceAll('INPUT', JSON.stringify(input));
  const child = spawn(process.execPath, [...nodeArguments, '--input-type=module', '-e', text], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LOG_LEVEL: 'silent' },
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { signal, printed };
}
