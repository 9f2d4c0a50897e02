/** The few SVG words that the drawings are written in. A canvas is 800 x 800, things stand on y = 660. */
type Attributes = Readonly<Record<string, string | number>>;

function attributesOf(more: Attributes): string {
  return Object.entries(more)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');
}

export function path(d: string, fill: string, more: Attributes = {}): string {
  return `<path d="${d}" fill="${fill}"${attributesOf(more)}/>`;
}

export function line(d: string, colour: string, width: number, more: Attributes = {}): string {
  const stroke = `stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"`;
  return `<path d="${d}" fill="none" ${stroke}${attributesOf(more)}/>`;
}

/** A rectangle with rounded corners. */
export function box(x: number, y: number, width: number, height: number, r: number, fill: string, more = {}): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${r}" fill="${fill}"${attributesOf(more)}/>`;
}

export function disc(cx: number, cy: number, r: number, fill: string, more: Attributes = {}): string {
  return `<circle cx="${cx}" cy="${cy}" r="${r}" fill="${fill}"${attributesOf(more)}/>`;
}

export function oval(cx: number, cy: number, rx: number, ry: number, fill: string, more: Attributes = {}): string {
  return `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${fill}"${attributesOf(more)}/>`;
}

export function turned(degrees: number, inner: string, x = 400, y = 400): string {
  return `<g transform="rotate(${degrees} ${x} ${y})">${inner}</g>`;
}

export function moved(x: number, y: number, inner: string, scale = 1): string {
  return `<g transform="translate(${x} ${y})${scale === 1 ? '' : ` scale(${scale})`}">${inner}</g>`;
}

/** The shape and its mirror image across the middle of the canvas, whose ids are its own. */
export function twice(inner: string): string {
  const mirrored = inner.replaceAll(/( id="|url\(#)(\w+)/g, '$1$2-mirrored');
  return `${inner}<g transform="matrix(-1 0 0 1 800 0)">${mirrored}</g>`;
}

/** A filled shape with details that stay inside of it, its right side in shade. `id` is unique within the drawing. */
export function solid(id: string, d: string, fill: string, inner = '', shadeFrom = 430): string {
  const shade = `<rect x="${shadeFrom}" y="0" width="800" height="800" fill="#0b1622" opacity=".07"/>`;
  return `<clipPath id="${id}"><path d="${d}"/></clipPath>${path(d, fill)}<g clip-path="url(#${id})">${inner}${shade}</g>`;
}

/** `draw(0) ... draw(count - 1)`, joined. */
export function each(count: number, draw: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => draw(index)).join('');
}
