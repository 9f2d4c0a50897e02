import type { PeerAnswer, PeerScript } from '@breakwater/testing';

type State = 'held' | 'confirmed' | 'released';

interface Held {
  state: State;
  readonly lines: readonly { sku: string; quantity: number }[];
  /** By the id of the return. */
  readonly returned: Map<string, number>;
}

/** Inventory that remembers: one reservation per order, and what came back. */
export class InventoryDouble {
  readonly reservations = new Map<string, Held>();
  /** It refuses to confirm, as if the hold had expired meanwhile. */
  losesHolds = false;
  /** Of everything together. */
  units = Infinity;
  /** What happens instead of a release. */
  releaseTrouble: PeerAnswer | undefined;

  /** Units of an order that are on the shelf again. */
  returnedOf(orderId: string): number {
    return [...(this.reservations.get(orderId)?.returned.values() ?? [])].reduce((sum, units) => sum + units, 0);
  }

  private get taken(): number {
    const live = [...this.reservations.values()].filter(({ state }) => state !== 'released');
    return live.reduce((sum, { lines }) => sum + unitsOf(lines), 0);
  }

  readonly script: PeerScript = ({ path, body }) => {
    const [, , , orderId = '', verb = 'reserve'] = path.split('/');
    const { lines = [], returnId = '' } = (body ?? {}) as { lines?: Held['lines']; returnId?: string };
    if (verb === 'release' && this.releaseTrouble !== undefined) return this.releaseTrouble;
    if (verb === 'reserve' && !this.reservations.has(orderId)) {
      const available = this.units - this.taken;
      if (unitsOf(lines) > available)
        return refusal(409, 'inventory.stock.insufficient', {
          lines: lines.map(({ sku, quantity }) => ({ sku, requested: quantity, available })),
        });
      this.reservations.set(orderId, { state: 'held', lines, returned: new Map() });
    }
    const held = this.reservations.get(orderId);
    if (held === undefined) return refusal(404, 'inventory.reservation.not_found');
    if (verb === 'release') held.state = 'released';
    if ((verb === 'confirm' || verb === 'extend') && held.state === 'released')
      return refusal(409, 'inventory.reservation.released');
    if (verb === 'confirm' && this.losesHolds) return refusal(409, 'inventory.reservation.expired');
    if (verb === 'confirm') held.state = 'confirmed';
    if (verb === 'return') held.returned.set(returnId, unitsOf(lines));
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    return { status: 200, body: { orderId, state: held.state, lines: held.lines, expiresAt } };
  };
}

function unitsOf(lines: Held['lines']): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}

function refusal(status: number, code: string, details?: unknown): PeerAnswer {
  return { status, body: { error: { code, message: code, details } } };
}
