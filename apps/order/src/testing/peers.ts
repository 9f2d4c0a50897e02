import type { AttemptState, ProviderState } from '@breakwater/contracts';
import type { PeerAnswer, PeerRequest, PeerScript } from '@breakwater/testing';

/** Product with these prices in cents. */
export function productThatSells(prices: Readonly<Record<string, number>>): PeerScript {
  return ({ query }) => {
    const skus = (query.get('skus') ?? '').split(',');
    const items = skus.flatMap((sku) => {
      const amountMinor = prices[sku];
      if (amountMinor === undefined) return [];
      const picture = { url: '/x.svg', alt: sku, width: 1, height: 1 };
      return [
        {
          sku,
          slug: sku.toLowerCase(),
          title: sku,
          variantTitle: '',
          price: { amountMinor, currency: 'EUR' },
          picture,
        },
      ];
    });
    return { status: 200, body: { items } };
  };
}

/** Inventory with so many of everything; `expired` makes it refuse to confirm. */
export function inventoryThatHolds({ available = 100, expired = false } = {}): PeerScript {
  return (request) => {
    const [, , , orderId = '', verb = 'reserve'] = request.path.split('/');
    if (verb === 'confirm' && expired) return refusal(409, 'inventory.reservation.expired');
    const lines = linesOf(request);
    const short = lines.filter(({ quantity }) => quantity > available);
    if (short.length > 0) {
      const details = { lines: short.map(({ sku, quantity }) => ({ sku, requested: quantity, available })) };
      return refusal(409, 'inventory.stock.insufficient', '', details);
    }
    const state = verb === 'confirm' ? 'confirmed' : verb === 'release' ? 'released' : 'held';
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    return {
      status: 200,
      body: { orderId, state, lines: lines.length > 0 ? lines : [{ sku: 'ROPE', quantity: 1 }], expiresAt },
    };
  };
}

/** Payment that answers an authorisation with this state; capture and void do as they are told. */
export function paymentThat(authorization: AttemptState): PeerScript {
  return ({ path, body }) => {
    if (path.startsWith('/internal/provider/')) return providerThatIs('closed')(path);
    const [, , , id = '', verb = 'authorize'] = path.split('/');
    const state = verb === 'capture' ? 'captured' : verb === 'void' ? 'voided' : authorization;
    const { orderId } = (body ?? { orderId: crypto.randomUUID() }) as { orderId: string };
    return {
      status: 200,
      body: {
        id,
        orderId,
        state,
        amount: { amountMinor: 2490, currency: 'EUR' },
        providerReference: 'pi_1',
        decline: state === 'declined' ? { code: 'insufficient_funds', message: 'Not enough money.' } : null,
        nextActionUrl: state === 'requires_action' ? 'https://bank.example/3ds' : null,
        updatedAt: new Date().toISOString(),
      },
    };
  };
}

/** What payment says of its provider. */
export function providerThatIs(state: ProviderState): (path: string) => PeerAnswer {
  return (path) => ({
    status: 200,
    body: path.endsWith('/probe') ? { healthy: state === 'closed' } : { state, since: new Date().toISOString() },
  });
}

function linesOf(request: PeerRequest): { sku: string; quantity: number }[] {
  return (request.body as { lines?: { sku: string; quantity: number }[] } | undefined)?.lines ?? [];
}

function refusal(status: number, code: string, message = '', details?: unknown): PeerAnswer {
  return { status, body: { error: { code, message, details } } };
}
