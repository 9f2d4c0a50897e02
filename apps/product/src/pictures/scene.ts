import { mix } from './ink.js';

/** Quiet grounds, one is chosen by name or by the product. */
export const GROUNDS = {
  sand: '#ece2d0',
  mist: '#dbe5ea',
  foam: '#dcebe4',
  dusk: '#e2deea',
  shell: '#f1ddd3',
  chalk: '#e8e8e2',
  sky: '#d3e3ef',
  butter: '#f3e7c4',
} as const;
export type Ground = keyof typeof GROUNDS;
export const GROUND_NAMES = Object.keys(GROUNDS) as Ground[];

/** A drawing on its ground: a low sun behind it, the sea's line, a soft shadow under it. */
export function scene(ground: Ground, drawing: string, shadowWidth: number, shadowY = 664): string {
  const base = GROUNDS[ground];
  const sun = mix(base, '#ffffff', 0.55);
  const sea = mix(base, '#31506b', 0.1);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" width="800" height="800">` +
    `<defs><linearGradient id="sky" x2="0" y2="1"><stop offset="0" stop-color="${mix(base, '#ffffff', 0.3)}"/>` +
    `<stop offset="1" stop-color="${base}"/></linearGradient>` +
    `<radialGradient id="shadow"><stop offset="0" stop-color="#0b1622" stop-opacity=".34"/>` +
    `<stop offset=".55" stop-color="#0b1622" stop-opacity=".14"/>` +
    `<stop offset="1" stop-color="#0b1622" stop-opacity="0"/></radialGradient></defs>` +
    `<rect width="800" height="800" fill="url(#sky)"/><circle cx="400" cy="372" r="282" fill="${sun}" opacity=".75"/>` +
    `<path d="M0 628q50-16 100 0t100 0 100 0 100 0 100 0 100 0 100 0 100 0V800H0Z" fill="${sea}" opacity=".55"/>` +
    `<path d="M0 690q50-14 100 0t100 0 100 0 100 0 100 0 100 0 100 0 100 0V800H0Z" fill="${sea}" opacity=".7"/>` +
    `<ellipse cx="404" cy="${shadowY}" rx="${shadowWidth}" ry="30" fill="url(#shadow)"/>${drawing}</svg>`
  );
}
