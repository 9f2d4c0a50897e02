import type { Stripe } from 'stripe';

/** Every page of one of the provider's lists; `read` gets the id after which to go on. */
export async function* providerPages<T extends { id: string }>(
  read: (after: string | undefined) => Promise<Stripe.ApiList<T>>,
): AsyncGenerator<readonly T[]> {
  let after: string | undefined;
  do {
    const { data, has_more: more } = await read(after);
    yield data;
    after = more ? data.at(-1)?.id : undefined;
  } while (after !== undefined);
}
