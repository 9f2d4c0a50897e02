import { StackProblem } from '../problem.js';

export interface StartArguments {
  readonly port: number | undefined;
  readonly detach: boolean;
}

function portOf(text: string | undefined): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new StackProblem(`a port is a number from 1 to 65535, not ${text ?? 'nothing'}`);
}

/** `--port 8081`, `--port=8081`, `--detach`; without --port BREAKWATER_PORT counts. */
export function startArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartArguments {
  const given = env['BREAKWATER_PORT'];
  let port = given === undefined || given === '' ? undefined : portOf(given);
  let detach = false;
  const left = args.flatMap((arg) => (arg.startsWith('--port=') ? ['--port', arg.slice('--port='.length)] : [arg]));
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    if (arg === '--port') port = portOf(left.shift());
    else if (arg === '--detach') detach = true;
    else throw new StackProblem(`npm start does not know ${arg}; it takes --port NUMBER and --detach`);
  }
  return { port, detach };
}
