import { Freshness } from './freshness.js';
import { sameHost, type HostAddress } from './host-address.js';
import { HostProbe, type Credentials, type HostView } from './host-probe.js';
import { LIMITS } from './limits.js';

/** Who is who right now. `replica` is set only while it answers and is fresh enough. */
export interface ClusterView {
  readonly primary?: HostAddress | undefined;
  readonly replica?: HostAddress | undefined;
  /** Answers, but is too far behind to be read from while the primary is there. */
  readonly staleReplica?: HostAddress | undefined;
  readonly replicaLagBytes: number | null;
}

/**
 * Finds primary and replica by asking every host `pg_is_in_recovery()`, and keeps looking: a promotion, a dead or a late
 * replica is known half a second later, without a restart.
 */
export class Cluster {
  readonly #probes: HostProbe[];
  readonly #freshness = new Freshness();
  readonly #listeners: ((view: ClusterView) => void)[] = [];
  #view: ClusterView = { replicaLagBytes: null };
  #round: { looks: Promise<HostView>[]; done: Promise<void> } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(hosts: readonly HostAddress[], credentials: Credentials) {
    this.#probes = hosts.map((host) => new HostProbe(host, credentials));
  }

  get view(): ClusterView {
    return this.#view;
  }

  /** Called whenever primary or replica changed. */
  onChange(listener: (view: ClusterView) => void): void {
    this.#listeners.push(listener);
  }

  /** Looks at all hosts now (joining a look that is under way), and from then on regularly. */
  async refresh(): Promise<ClusterView> {
    await this.#look().done;
    return this.#view;
  }

  /** The host to write to. Does not wait for a dead replica's time-out. Rejects when no primary answers. */
  async primary(): Promise<HostAddress> {
    if (this.#view.primary) return this.#view.primary;
    const candidates = this.#look().looks.map(async (look) => {
      const seen = await look;
      if (seen.role === 'primary') return seen.address;
      throw new Error(`${seen.address.host}:${seen.address.port} ${seen.reason ?? `is a ${seen.role}`}`);
    });
    return await Promise.any(candidates).catch((error: unknown) => {
      const reasons = error instanceof AggregateError ? error.errors.map(String).join(', ') : '';
      throw Object.assign(new Error(`no primary answers: ${reasons}`), { code: '08001' });
    });
  }

  /** The host to read from: a fresh replica, else the primary, else a late replica. */
  async readTarget(): Promise<HostAddress> {
    if (!this.#view.replica && !this.#view.primary) await this.refresh();
    return this.#view.replica ?? this.#view.primary ?? this.#view.staleReplica ?? (await this.primary());
  }

  /** That host just failed: it is not used again before a look found it healthy. */
  distrust(address: HostAddress): void {
    const { primary, replica, staleReplica } = this.#view;
    this.#show({
      ...this.#view,
      primary: sameHost(primary, address) ? undefined : primary,
      replica: sameHost(replica, address) ? undefined : replica,
      staleReplica: sameHost(staleReplica, address) ? undefined : staleReplica,
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const probe of this.#probes) probe.close();
  }

  #look(): { looks: Promise<HostView>[]; done: Promise<void> } {
    if (this.#round) return this.#round;
    clearTimeout(this.#timer);
    const looks = this.#probes.map((probe) => probe.look());
    this.#round = { looks, done: this.#finish(looks) };
    return this.#round;
  }

  async #finish(looks: Promise<HostView>[]): Promise<void> {
    const seen = await Promise.all(looks);
    this.#round = undefined;
    if (this.#closed) return this.close();
    this.#judge(seen);
    this.#timer = setTimeout(() => void this.#look(), LIMITS.monitorEveryMs * (0.8 + Math.random() * 0.4)).unref();
  }

  #judge(seen: readonly HostView[]): void {
    const now = performance.now();
    // Two that call themselves primary: the one of the younger timeline was promoted, the other has not been fenced yet.
    const primary = seen.filter((host) => host.role === 'primary').sort((a, b) => b.timeline - a.timeline)[0];
    const replica = seen.find((host) => host.role === 'replica');
    if (primary) this.#freshness.mark(primary.position, now);
    const fresh = replica && this.#freshness.staleMs(replica.position, now) <= LIMITS.maxStaleMs;
    this.#show({
      primary: primary?.address,
      replica: fresh ? replica.address : undefined,
      staleReplica: fresh ? undefined : replica?.address,
      replicaLagBytes: primary && replica ? Math.max(0, Number(primary.position - replica.position)) : null,
    });
  }

  #show(view: ClusterView): void {
    const before = this.#view;
    this.#view = view;
    if (sameHost(before.primary, view.primary) && sameHost(before.replica, view.replica)) return;
    for (const listener of this.#listeners) listener(view);
  }
}
