import { Inject, Injectable } from '@nestjs/common';
import { getStock, type ProductDetail } from '@breakwater/contracts';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, Peers } from '@breakwater/service-host';
import { MemoryLayer } from '../cache/memory-layer.js';
import { SingleFlight } from '../cache/single-flight.js';
import { MissingParts } from '../catalogue/missing-parts.js';

export type Stock = ProductDetail['stock'];

const TIMEOUT_MS = 400;
/** Stock moves: what a page shows is never older than this and the time it takes to arrive. */
const FRESH_MS = 1500;
const MOST_PRODUCTS = 1000;
const SKUS_PER_CALL = 200;

/** Stock as a page shows it. Inventory slow or gone: `unavailable`, and the page stands without. */
@Injectable()
export class ReadStock {
  private readonly memory = new MemoryLayer<Stock>(MOST_PRODUCTS);
  private readonly flights = new SingleFlight();

  constructor(
    @Inject(Peers) private readonly peers: Peers,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MissingParts) private readonly missing: MissingParts,
  ) {}

  of(slug: string, skus: readonly string[]): Promise<Stock> {
    const known = this.memory.fresh(slug, this.clock.now());
    return known === undefined ? this.flights.run(slug, () => this.ask(slug, skus)) : Promise.resolve(known);
  }

  private async ask(slug: string, skus: readonly string[]): Promise<Stock> {
    try {
      const inventory = this.peers.get('inventory');
      const parts = Array.from({ length: Math.ceil(skus.length / SKUS_PER_CALL) }, (_, n) =>
        skus.slice(n * SKUS_PER_CALL, (n + 1) * SKUS_PER_CALL).join(','),
      );
      const answers = await Promise.all(
        parts.map((part) => inventory.call(getStock, { query: { skus: part }, timeoutMs: TIMEOUT_MS })),
      );
      const levels = answers.flatMap(({ items }) => items.map(({ sku, available }) => [sku, available] as const));
      const stock: Stock = { state: 'known', availableBySku: Object.fromEntries(levels) };
      const now = this.clock.now();
      this.memory.put(slug, stock, now + FRESH_MS, now);
      return stock;
    } catch (error) {
      this.missing.note('stock', error);
      return { state: 'unavailable' };
    }
  }
}
