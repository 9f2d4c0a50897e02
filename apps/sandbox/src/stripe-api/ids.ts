import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `pi_3` and 22 more signs: unguessable, and of the provider's look. */
export function newId(prefix: string): string {
  return `${prefix}_3${randomText(22)}`;
}

// Random bytes are asked for in stock: one call for many ids.
const stock = Buffer.alloc(4096);
let used = stock.length;

export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    if (used === stock.length) {
      randomFillSync(stock);
      used = 0;
    }
    text += ALPHABET[(stock[used++] ?? 0) % ALPHABET.length];
  }
  return text;
}
