/** A word and the drawing that the import gives it are chosen so that the generated shop looks like one. */
const THINGS = [
  'Rain Jacket',
  'Winter Parka',
  'Quilted Vest',
  'Cable Sweater',
  'Striped Top',
  'Wool Cardigan',
  'Knit Beanie',
  'Lambswool Scarf',
  'Rubber Boots',
  'Deck Shoes',
  'Canvas Backpack',
  'Weekender Duffel',
  'Enamel Mug',
  'Steel Bottle',
  'Storm Lantern',
  'Wool Blanket',
  'Linen Cushion',
  'Pocket Knife',
  'Mooring Rope',
  'Log Notebook',
];
const PLACES = [
  'Harbour',
  'Skerry',
  'Headland',
  'Lagoon',
  'Tideline',
  'Causeway',
  'Estuary',
  'Sandbank',
  'Lighthouse',
  'Quayside',
  'Dogwatch',
  'Spindrift',
  'Leeward',
  'Northing',
  'Fathom',
  'Kelp',
  'Marram',
  'Sound',
  'Firth',
  'Cove',
];
const COLOURS = ['Navy', 'Red', 'Olive', 'Yellow', 'Grey'];
const SIZES = ['S', 'M', 'L', 'XL', 'XXL'];
export const SKUS_PER_PRODUCT = COLOURS.length * SIZES.length;

const HEADER =
  'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Inventory Qty,Variant Price,Variant Compare At Price\n';

/** Products `from` to `to` (exclusive) of the generated shop as a product file: 25 SKUs each, the same ones at each call. */
export function generatedCsv(from: number, to: number, lastSkus = SKUS_PER_PRODUCT): string {
  let csv = HEADER;
  for (let n = from; n < to; n++) csv += productRows(n, n === to - 1 ? lastSkus : SKUS_PER_PRODUCT);
  return csv;
}

function productRows(n: number, skus: number): string {
  const number = String(n + 1).padStart(6, '0');
  const thing = THINGS[n % THINGS.length] ?? '';
  const place = PLACES[Math.floor(n / THINGS.length) % PLACES.length] ?? '';
  const price = 9 + ((n * 37) % 190);
  const described = `<p>${place} ${thing}, number ${number} of the generated shop.</p><p>Made to be looked for under load.</p>`;
  let rows = '';
  for (let v = 0; v < skus; v++) {
    const head =
      v === 0 ? `${place} ${thing} ${number},${described.replaceAll(',', ';')},Load Test,Generated,load,true` : ',,,,,';
    const colour = COLOURS[Math.floor(v / SIZES.length)] ?? '';
    const size = SIZES[v % SIZES.length] ?? '';
    const compareAt = n % 5 === 0 ? `${price + 20}.00` : '';
    rows += `generated-${number},${head},Colour,${colour},Size,${size},GEN-${number}-${String(v + 1).padStart(2, '0')},${1000 + (v % 7)},${price}.00,${compareAt}\n`;
  }
  return rows;
}
