import { StackProblem } from '../problem.js';
import { startStack, type Stack } from '../supervisor/stack.js';
import { startArguments } from './arguments.js';
import { startDetached } from './detach.js';
import { Progress } from './progress.js';
import { chosenStateDir } from './state-dir.js';
import { welcome } from './welcome.js';

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `npm start`: up, until Ctrl-C or `npm run stack -- stop`. */
export async function start(args: readonly string[]): Promise<void> {
  const { port, detach } = startArguments(args, process.env);
  if (detach) {
    await startDetached(port);
    return;
  }
  const out = process.stdout;
  const end = new AbortController();
  let stack: Stack | undefined;
  const onEnding = (): void => {
    if (end.signal.aborted) return;
    end.abort(new StackProblem('stopped while starting'));
    out.write('\n  Stopping in order…\n');
    void stack?.stop();
  };
  for (const signal of endings) process.on(signal, onEnding);

  out.write('\n  Breakwater is coming up\n\n');
  const progress = new Progress(out);
  try {
    stack = await startStack({
      stateDir: chosenStateDir(),
      ...(port === undefined ? {} : { port }),
      signal: end.signal,
      onEvent: (event) => progress.on(event),
    });
  } finally {
    progress.end();
  }
  out.write(
    `\n  Up in ${progress.end()}. Ctrl-C ends it; the data stays.\n${welcome(stack.url, stack.secrets, stack.stateDir)}\n`,
  );
  await stack.stopped;
  out.write('  Stopped. Nothing is left running; the next start goes on with the data.\n');
}
