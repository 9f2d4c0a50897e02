import type { Database } from '@breakwater/database';

export type Probe = () => Promise<void>;

/** What this service cannot work without, and whether it is stopping. */
export class Readiness {
  readonly probes = new Map<string, Probe>();
  readonly watched = new Map<string, Probe>();
  private draining = false;

  constructor(database: Database | undefined) {
    if (database !== undefined) this.probes.set('database', () => database.ping());
  }

  /** Adds something without which this service must get no traffic. */
  require(name: string, probe: Probe): void {
    this.probes.set(name, probe);
  }

  /** Adds something that this service can work without: its failure makes heartbeats say `degraded`, traffic goes on. */
  watch(name: string, probe: Probe): void {
    this.watched.set(name, probe);
  }

  get isDraining(): boolean {
    return this.draining;
  }

  /** From now on the balancer is told to send nothing new. */
  drain(): void {
    this.draining = true;
  }
}
