/** How long an order may stay in a state, in seconds, by the state's name; `other` for those that are not named. */
export type Limits = Readonly<Record<string, number>>;

const PROVIDER_STEPS = ['void_payment', 'refund_payment', 'await_refunds'];

/** Reads `pending=300,unknown=3600`, over what is given. Undefined when it is not of that form. */
export function parseLimits(text: string): Limits | undefined {
  const limits: Record<string, number> = {};
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const [, state, seconds] = /^([a-z_]+)=(\d+)$/.exec(part) ?? [];
    if (state === undefined || seconds === undefined) return undefined;
    limits[state] = Number(seconds);
  }
  return limits;
}

/** What an order is in, as the limits name it: its state, or how it ends when only work is left. */
export function phaseOf(order: { final: boolean; state: string; steps: readonly string[] }): string | undefined {
  if (!order.final) return order.state;
  if (order.steps.length === 0) return undefined;
  return order.steps.some((step) => PROVIDER_STEPS.includes(step)) ? 'ending_at_provider' : 'ending';
}

export function limitMs(limits: Limits, phase: string): number {
  return (limits[phase] ?? limits['other'] ?? 600) * 1000;
}
