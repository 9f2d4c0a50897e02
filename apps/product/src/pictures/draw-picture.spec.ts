import { describe, expect, it } from '@jest/globals';
import { drawPicture } from './draw-picture.js';
import { DRAWING_KINDS } from './drawings.js';

const draw = (kind: (typeof DRAWING_KINDS)[number], colour = '#27405f') =>
  drawPicture({ kind, colour, accent: '#e0a526', ground: 'sand' });

/** Tags that are not closed, in order; enough of XML for what we write ourselves. */
function openTags(xml: string): string[] {
  const open: string[] = [];
  for (const [, close, name = '', empty] of xml.matchAll(/<(\/?)([a-zA-Z]+)(?:\s+[\w-]+="[^"<&]*")*\s*(\/?)>/g)) {
    if (close === '/') expect(open.pop()).toBe(name);
    else if (empty !== '/') open.push(name);
  }
  return open;
}

describe('a drawing', () => {
  it.each(DRAWING_KINDS)('of %s is well-formed, of bounded size, and asks for nothing from outside', (kind) => {
    const { svg } = draw(kind);
    expect(openTags(svg)).toEqual([]);
    expect(svg.replaceAll(/<\/?[a-zA-Z]+(?:\s+[\w-]+="[^"<&]*")*\s*\/?>/g, '')).toBe('');
    expect(svg).not.toMatch(/NaN|undefined|script|href|style=|foreignObject/);
    expect(svg.length).toBeLessThan(40_000);
  });
  it.each(DRAWING_KINDS)('of %s has every id once, and what it points to', (kind) => {
    const { svg } = draw(kind);
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
  });
  it('is told from others by its hash, and the same every time', () => {
    const hashes = DRAWING_KINDS.map((kind) => draw(kind).hash);
    expect(new Set(hashes).size).toBe(DRAWING_KINDS.length);
    expect(DRAWING_KINDS.map((kind) => draw(kind).hash)).toEqual(hashes);
    expect(draw('kettle', '#c8553d').hash).not.toBe(draw('kettle').hash);
  });
});
