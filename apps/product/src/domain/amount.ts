const AMOUNT = /^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.(?<fraction>\d+))?$/;
/** No price of a shop is higher, and sums of them stay safe integers. */
const MOST_MINOR = 1_000_000_000;

/**
 * An amount as a spreadsheet writes it (`1,299.00`, `€ 50`) in minor units, `undefined` when it is none. Never through a
 * float. `digits` is how many minor digits the currency has.
 */
export function parseAmount(text: string, digits: number): number | undefined {
  const bare = text.replace(/^[^\d.,-]+|[^\d.,-]+$/gu, '');
  const match = AMOUNT.exec(bare);
  if (match === null) return undefined;
  const fraction = (match.groups?.['fraction'] ?? '').replace(/0+$/, '');
  if (fraction.length > digits) return undefined;
  const whole = bare.split('.')[0]?.replaceAll(',', '') ?? '';
  const minor = Number(`${whole}${fraction.padEnd(digits, '0')}`);
  return Number.isSafeInteger(minor) && minor <= MOST_MINOR ? minor : undefined;
}

/** A quantity, `undefined` when it is none. Nothing counts as none in stock, and so does less than nothing. */
export function parseQuantity(text: string): number | undefined {
  if (text === '') return 0;
  if (!/^-?\d{1,9}(?:\.0+)?$/.test(text)) return undefined;
  return Math.min(Math.max(Math.trunc(Number(text)), 0), 1_000_000);
}
