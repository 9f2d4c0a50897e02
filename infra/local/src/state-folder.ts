import { createHash } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StackProblem } from './problem.js';
import { canReach, postgresOwner } from './processes/owner.js';
import { workspaceRoot } from './workspace.js';

/**
 * Where everything that is not source lies: `.breakwater` in the checkout. When we are root and the account that Postgres
 * runs under cannot get there (a checkout below /root), a folder under /var/tmp that belongs to this checkout alone.
 */
export function stateFolder(root = workspaceRoot): string {
  const inside = resolve(root, '.breakwater');
  mkdirSync(inside, { recursive: true, mode: 0o755 });
  if (canReach(inside, postgresOwner())) return inside;
  const key = createHash('sha256').update(resolve(root)).digest('hex').slice(0, 12);
  const outside = join('/var/tmp', `breakwater-${key}`);
  mkdirSync(outside, { recursive: true, mode: 0o755 });
  // /var/tmp is everybody's: somebody else may have made it first.
  if (statSync(outside).uid !== process.getuid?.())
    throw new StackProblem(`${outside} belongs to another account; remove it`);
  return outside;
}
