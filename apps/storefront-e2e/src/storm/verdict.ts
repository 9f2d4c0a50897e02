import type { Order } from '@breakwater/contracts';
import type { Acknowledged } from './customer.js';
import type { Intent } from './provider.js';

const KEEPS_MONEY: readonly Order['state'][] = ['paid', 'fulfilled'];

/** What is wrong with how these purchases ended, by what the provider itself says; empty when nothing is. */
export function judge(
  ended: readonly { readonly bought: Acknowledged; readonly order: Order }[],
  intents: readonly Intent[],
): string[] {
  const byOrder = Map.groupBy(intents, ({ metadata }) => metadata['order_id'] ?? '');
  return ended.flatMap(({ bought, order }) => {
    const say = (problem: string): string => `${order.number} (${order.id}, ${order.state}): ${problem}`;
    const problems: string[] = [];
    const taken = (byOrder.get(order.id) ?? []).filter(({ amount_received: amount }) => amount > 0);
    const kept = taken.reduce(
      (sum, { amount_received: amount, latest_charge: charge }) => sum + amount - (charge?.amount_refunded ?? 0),
      0,
    );
    const due = KEEPS_MONEY.includes(order.state) ? order.total.amountMinor - order.refunded.amountMinor : 0;
    if (order.pollAfterMs !== null) problems.push(say('has not ended'));
    if (taken.length > 1) problems.push(say(`was captured ${taken.length} times: ${taken.map(({ id }) => id).join()}`));
    if (kept !== due) problems.push(say(`we keep ${kept}, due are ${due}`));
    const over = ['cancelled', 'refunded', 'declined', 'rejected'];
    if (bought.cancelled && !over.includes(order.state) && order.refunds.length === 0)
      problems.push(say('was to be cancelled'));
    return problems;
  });
}
