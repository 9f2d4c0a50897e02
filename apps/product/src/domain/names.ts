const SKU = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Lower-case ASCII letters, digits and dashes, 100 at most; empty when nothing of the text can stay. */
export function slugOf(text: string): string {
  return plain(text.toLowerCase())
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 100)
    .replace(/-+$/, '');
}

/**
 * The SKU that a row brings, made fit for ours, or one derived from the handle and the options: same row, same SKU, so
 * that a repeated import finds what it made. What is lost on the way is kept apart by a fingerprint.
 */
export function skuOf(given: string, handle: string, optionValues: readonly string[]): string {
  const own = given.replace(/^'/, '').trim();
  if (SKU.test(own)) return own;
  const source = own === '' ? [handle, ...optionValues].join('-') : own;
  const plainSource = plain(source).toUpperCase();
  const shaped = plainSource.replaceAll(/[^A-Z0-9._]+/g, '-').replaceAll(/^[-._]+|-+$/g, '');
  const exact = own === '' && /^[a-z0-9 -]*$/i.test(source) && shaped.length <= 64 && shaped !== '';
  return exact ? shaped : `${shaped.slice(0, 55)}-${fingerprint(source)}`.replace(/^-/, '');
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll(/[øØ]/g, 'o')
    .replaceAll(/[æÆ]/g, 'ae');
}

/** FNV-1a, 32 bits: stable over versions and machines, not for secrets. */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
