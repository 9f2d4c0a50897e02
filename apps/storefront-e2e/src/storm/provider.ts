import { secrets, shopUrl } from '../support/surroundings.js';

/** What the payment provider itself knows of one PaymentIntent. */
export interface Intent {
  readonly id: string;
  readonly status: string;
  readonly amount_received: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly latest_charge: { readonly amount_refunded: number } | null;
}

/** Turns the provider's fault knobs; `{}` makes it healthy. */
export async function setFaults(faults: object): Promise<void> {
  const response = await fetch(`${shopUrl}/sandbox/control/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });
  if (!response.ok) throw new Error(`the sandbox took no faults: ${response.status} ${await response.text()}`);
}

/** Every PaymentIntent that the provider has. */
export async function allIntents(): Promise<Intent[]> {
  const { secretKey } = secrets()['provider'] as { secretKey: string };
  const found: Intent[] = [];
  for (let after = ''; ;) {
    const query = `limit=100&expand[]=data.latest_charge${after === '' ? '' : `&starting_after=${after}`}`;
    const response = await fetch(`${shopUrl}/sandbox/v1/payment_intents?${query}`, {
      headers: { authorization: `Bearer ${secretKey}` },
    });
    if (!response.ok) throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
    const { data, has_more: more } = (await response.json()) as { data: Intent[]; has_more: boolean };
    found.push(...data);
    after = data.at(-1)?.id ?? '';
    if (!more) return found;
  }
}

/** The PaymentIntents that were made for this order. */
export async function intentsOf(orderId: string): Promise<Intent[]> {
  return (await allIntents()).filter(({ metadata }) => Object.values(metadata).includes(orderId));
}

/** Does what the bank's page asks of the customer. False when the provider is not there to ask. */
export async function approve(nextActionUrl: string): Promise<boolean> {
  try {
    const body = new URLSearchParams({ answer: 'approve' });
    const { status } = await fetch(nextActionUrl, { method: 'POST', body, redirect: 'manual' });
    return status < 500;
  } catch {
    return false;
  }
}
