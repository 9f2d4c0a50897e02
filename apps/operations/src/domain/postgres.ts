import { type Health, softened, worst } from './health.js';

/** What one node said of itself; `problem` when it did not. */
export interface NodeFacts {
  readonly address: string;
  readonly inRecovery: boolean | null;
  /** Primary: written. Replica: replayed. As a number of bytes. */
  readonly positionBytes: number | null;
  /** Replica: seconds since the last replayed transaction was committed. */
  readonly replayAgeSeconds: number | null;
  readonly version: string | null;
  readonly problem: string | null;
}

export interface NodeStatus {
  readonly role: 'primary' | 'replica' | 'unknown';
  readonly address: string;
  readonly health: Health;
  readonly lagBytes: number | null;
  readonly lagSeconds: number | null;
  readonly detail: string;
}

/** One WAL segment behind: reads fall back to the primary more and more. */
const HIGH_LAG_BYTES = 16 * 1024 * 1024;

export function judgePostgres(nodes: readonly NodeFacts[]): NodeStatus[] {
  const primaries = nodes.filter(({ inRecovery }) => inRecovery === false);
  const written = primaries.length === 1 ? (primaries[0]?.positionBytes ?? null) : null;
  return nodes.map((node) => {
    if (node.problem !== null) return status(node, 'unknown', 'down', node.problem);
    if (node.inRecovery === false) {
      const split = primaries.length > 1;
      return status(node, 'primary', split ? 'down' : 'up', split ? 'more than one primary' : words(node));
    }
    return replica(node, written);
  });
}

/** Without a primary nothing can be sold; without a replica all goes on. */
export function overallPostgres(nodes: readonly NodeStatus[]): Health {
  const primary = nodes.find(({ role, health }) => role === 'primary' && health === 'up');
  return primary === undefined ? 'down' : softened(worst(nodes.map(({ health }) => health)));
}

function replica(node: NodeFacts, written: number | null): NodeStatus {
  if (written === null || node.positionBytes === null) {
    return status(node, 'replica', 'degraded', `${words(node)}, no primary to compare with`);
  }
  const lagBytes = Math.max(0, written - node.positionBytes);
  const far = lagBytes > HIGH_LAG_BYTES;
  return {
    ...status(node, 'replica', far ? 'degraded' : 'up', far ? `${words(node)}, far behind` : words(node)),
    lagBytes,
    // With nothing left to replay, the age of the last transaction is only how quiet the shop is.
    lagSeconds: lagBytes === 0 ? 0 : node.replayAgeSeconds,
  };
}

function status(node: NodeFacts, role: NodeStatus['role'], health: Health, detail: string): NodeStatus {
  return { role, address: node.address, health, lagBytes: null, lagSeconds: null, detail };
}

function words(node: NodeFacts): string {
  return node.version === null ? '' : `PostgreSQL ${node.version}`;
}
