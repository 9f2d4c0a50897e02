import { start } from './cli/start.js';
import { stackCommand } from './cli/stack-command.js';
import { oneLine, StackProblem } from './problem.js';

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = { start, stack: stackCommand };

// A closed terminal or pipe must not take the supervisor down before it has ended what it started.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

const [name = 'start', ...args] = process.argv.slice(2);
try {
  const command = commands[name];
  if (command === undefined) throw new StackProblem(`no command is called ${name}`);
  await command(args);
} catch (error) {
  const text = error instanceof StackProblem ? error.message : (error as Error).stack;
  process.stderr.write(`\n  ${error instanceof StackProblem ? text : `unexpected: ${text ?? oneLine(error)}`}\n`);
  process.exitCode = 1;
}
