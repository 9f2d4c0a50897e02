import type { Clock } from './clock.js';

/** Where new ids come from; injected, so that a test or a simulation can seed it. */
export type IdSource = () => string;

/** UUIDs of version 7 (RFC 9562): time-ordered, so that an index on them grows at its end. */
export function uuidV7Source(clock: Clock): IdSource {
  return () => {
    const bytes = new Uint8Array(16);
    crypto.getRandomValues(bytes);
    const ms = clock.now();
    for (let i = 0; i < 6; i++) bytes[i] = Math.floor(ms / 2 ** (8 * (5 - i))) & 0xff;
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  };
}

const READABLE = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A short number that people can read out (`BW-7K3F-Q2MX`), derived from an id: same id, same number. 40 bits of it. */
export function readableNumber(id: string, prefix = 'BW'): string {
  const hex = id.replaceAll('-', '').slice(-10);
  let rest = BigInt(`0x${hex}`);
  let text = '';
  for (let i = 0; i < 8; i++) {
    text = (READABLE[Number(rest & 31n)] ?? '') + text;
    rest >>= 5n;
  }
  return `${prefix}-${text.slice(0, 4)}-${text.slice(4)}`;
}
