import { named } from '../engine/trace.js';
import type { World } from '../world/world.js';
import { checkMoney } from './money.js';
import { checkOrders } from './orders.js';
import { checkReconciliation } from './reconciliation.js';
import { checkStock } from './stock.js';

/** What must hold when the storm is over and time has passed; one line per violation. `calmSinceMs`: nothing was broken from then on. */
export function checkInvariants(world: World, calmSinceMs: number): string[] {
  return [
    ...checkOrders(world),
    ...checkStock(world),
    ...checkMoney(world, calmSinceMs),
    ...checkReconciliation(world),
  ].map(named);
}
