import { StackProblem } from '../problem.js';
import { eventually } from '../processes/eventually.js';
import { isAlive } from '../processes/identity.js';
import { currentClaim } from '../supervisor/claim.js';
import { foldersOf } from '../supervisor/folders.js';
import { readStatus, sendCommand } from './control-client.js';
import { showLogs } from './logs.js';
import { reset } from './reset.js';
import { chosenStateDir } from './state-dir.js';
import { statusTable } from './status-table.js';

const help = `npm run stack -- COMMAND

  status                  every process, its state and restarts
  scale SERVICE NUMBER    more or fewer instances: scale order 3
  restart SERVICE         replace all its instances without losing a request; what is set for it in the
                          state folder's config/SERVICE.env is read anew (docs/configuration.md)
  kill NAME               end a process at once; it is started again: kill order, kill order-2, kill postgres-replica
  pause NAME              make it hang; resume NAME makes it go on
  logs [NAME] [-f]        what it wrote; -f goes on
  stop                    end everything in order; the data stays
  reset [--yes]           delete all data of the stopped shop

  Names: gateway product inventory order payment reconciliation operations sandbox,
         postgres-primary postgres-replica redis-cache redis-queue haproxy; one instance: order-1
`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** `npm run stack -- ...`: talks to the supervisor that runs, and looks after what it left when it does not. */
export async function stackCommand([command = 'help', ...args]: readonly string[]): Promise<void> {
  const stateDir = chosenStateDir();
  const folders = foldersOf(stateDir);
  switch (command) {
    case 'help':
    case '--help':
      process.stdout.write(help);
      return;
    case 'status': {
      const status = await readStatus(folders);
      say(args.includes('--json') ? JSON.stringify(status, undefined, 2) : statusTable(status, Date.now()));
      return;
    }
    case 'logs':
      await showLogs(folders.logs, args, say);
      return;
    case 'reset':
      await reset(stateDir, folders, args.includes('--yes'), say);
      return;
    case 'stop': {
      const claim = currentClaim(folders);
      await sendCommand(folders, command, args, say);
      const gone = await eventually(() => currentClaim(folders) === undefined, { timeoutMs: 120_000, everyMs: 50 });
      if (!gone) throw new StackProblem('it has not ended within two minutes; see npm run stack -- status');
      // The process goes shortly after its claim, unless it has more to do than to supervise.
      await eventually(() => claim === undefined || !isAlive(claim), { timeoutMs: 5000, everyMs: 20 });
      say('stopped');
      return;
    }
    case 'scale':
    case 'restart':
    case 'kill':
    case 'pause':
    case 'resume':
      await sendCommand(folders, command, args, say);
      return;
    default:
      throw new StackProblem(`npm run stack does not know ${command}; try: npm run stack -- help`);
  }
}
