import { ProductList } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { Shopper } from './shopper.js';

/** A variant that can be bought, with the names that the pages give it. */
export interface Thing {
  readonly sku: string;
  readonly slug: string;
  readonly title: string;
  /** Title and variant, as in the cart. */
  readonly fullName: string;
  readonly available: number;
}

/** Different products of a category, one variant each, of which there are at least `atLeast`; the scarcest first. */
export async function findThings(category: string, atLeast: number, shopper = new Shopper()): Promise<Thing[]> {
  const { body } = await shopper.ask('GET', `/api/catalogue/products?category=${category}`);
  const things = await Promise.all(ProductList.parse(body).items.map(({ slug }) => anyVariant(shopper, slug, atLeast)));
  return things.filter((thing) => thing !== undefined).sort((a, b) => a.available - b.available);
}

export async function findThing(category: string, atLeast = 3): Promise<Thing> {
  const thing = (await findThings(category, atLeast)).at(-1);
  if (thing === undefined) throw new Error(`nothing in ${category} is in stock`);
  return thing;
}

async function anyVariant(shopper: Shopper, slug: string, atLeast: number): Promise<Thing | undefined> {
  const { title, availableBySku, variants } = await eventually(
    async () => {
      const { stock, ...product } = await shopper.product(slug);
      if (stock.state !== 'known') throw new Error(`the stock of ${slug} is not known`);
      return { ...product, availableBySku: stock.availableBySku };
    },
    { timeoutMs: 45_000, everyMs: 500 },
  );
  for (const { sku, title: variant } of variants) {
    const available = availableBySku[sku] ?? 0;
    const fullName = /^default/i.test(variant) ? title : `${title}, ${variant}`;
    if (available >= atLeast) return { sku, slug, title, fullName, available };
  }
  return undefined;
}
