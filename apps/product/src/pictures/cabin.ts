import type { Ink } from './ink.js';
import { box, disc, each, line, moved, oval, path, solid, turned, twice } from './shapes.js';

/** A storm lantern, lit. */
export function lantern(ink: Ink): string {
  return (
    `<path d="M280 300C250 70 550 70 520 300" fill="none" stroke="${ink.night}" stroke-width="10"/>` +
    disc(400, 430, 190, '#ffd978', { opacity: 0.22 }) +
    twice(line('M318 214C250 260 236 520 286 570', ink.deep, 20)) +
    path('M340 150H460L480 214H320Z', ink.deep) +
    box(326, 206, 148, 34, 8, ink.main) +
    each(5, (index) => disc(346 + index * 27, 223, 6, ink.night)) +
    box(374, 118, 52, 38, 8, ink.main) +
    path('M332 240H468C520 330 520 450 468 530H332C280 450 280 330 332 240Z', '#fff3d0', { opacity: 0.9 }) +
    path('M344 250C306 330 306 440 344 520', 'none', {
      stroke: '#ffffff',
      'stroke-width': 12,
      'stroke-linecap': 'round',
      opacity: 0.8,
    }) +
    path('M400 350C440 400 448 440 430 476Q400 504 370 476C352 440 368 400 400 350Z', '#f2a93b') +
    path('M400 410C418 440 422 460 412 480Q400 490 388 480C378 460 384 440 400 410Z', '#fff0c2') +
    box(382, 486, 36, 40, 6, ink.accent) +
    box(312, 524, 176, 30, 10, ink.deep) +
    solid(
      'b',
      'M276 554H524L548 636Q552 660 528 662H272Q248 660 252 636Z',
      ink.main,
      line('M300 574L284 640', ink.paler, 16, { opacity: 0.6 }),
      430,
    ) +
    disc(540, 600, 16, ink.accent) +
    line('M510 600H540', ink.accent, 8)
  );
}

/** A folded wool blanket with a fringe. */
export function blanket(ink: Ink): string {
  const fold = (y: number, id: string, fill: string): string =>
    solid(
      id,
      `M180 ${y}Q170 ${y - 76} 220 ${y - 80}H600Q634 ${y - 78} 634 ${y - 40}T600 ${y}Z`,
      fill,
      each(7, (index) => box(230 + index * 62, y - 90, 16, 110, 0, ink.accent, { opacity: 0.75 })) +
        box(160, y - 56, 500, 12, 0, ink.accent, { opacity: 0.75 }) +
        box(160, y - 30, 500, 5, 0, ink.paler),
      480,
    );
  return (
    each(22, (index) => line(`M190 ${322 + index * 15}h-34`, ink.deep, 5)) +
    [660, 576, 492, 408].map((y, index) => fold(y, `f${index}`, index % 2 ? ink.deep : ink.main)).join('') +
    box(470, 318, 84, 350, 6, '#a0683a', { opacity: 0.95 }) +
    box(470, 318, 30, 350, 6, '#b57b4a') +
    `<rect x="460" y="420" width="104" height="70" rx="10" fill="none" stroke="#d9b25a" stroke-width="12"/>`
  );
}

/** A piped linen cushion. */
export function cushion(ink: Ink): string {
  const shape =
    'M180 220Q400 250 620 220Q636 220 632 240Q600 430 632 620Q636 642 614 640Q400 610 186 640Q164 642 168 620Q200 430 168 240Q164 220 180 220Z';
  const gulls = [
    [330, 360],
    [450, 320],
    [480, 430],
    [350, 490],
  ] as const;
  return (
    solid(
      'c',
      shape,
      ink.main,
      each(6, (index) =>
        line(`M120 ${300 + index * 60}q40-22 80 0t80 0 80 0 80 0 80 0 80 0 80 0`, ink.paler, 7, { opacity: 0.55 }),
      ) + gulls.map(([x, y]) => line(`M${x - 44} ${y}q22-34 44-4q22-30 44 4`, ink.accent, 10)).join(''),
      440,
    ) + path(shape, 'none', { stroke: ink.accent, 'stroke-width': 9 })
  );
}

/** A candle in a glass. */
export function candle(ink: Ink): string {
  return (
    disc(400, 220, 130, '#ffd978', { opacity: 0.25 }) +
    path('M400 130C440 190 448 226 430 256Q400 280 370 256C352 226 368 190 400 130Z', '#f2a93b') +
    path('M400 196C416 220 418 240 410 254Q400 262 390 254C382 240 386 220 400 196Z', '#fff4cf') +
    line('M400 262v40', '#3b3027', 7) +
    solid(
      'j',
      'M258 282H542L532 630Q530 662 496 662H304Q270 662 268 630Z',
      ink.pale,
      path('M240 320Q400 350 560 320V680H240Z', ink.main) + line('M290 340L298 620', '#ffffff', 16, { opacity: 0.5 }),
      440,
    ) +
    oval(400, 284, 142, 22, ink.paler, { opacity: 0.85 }) +
    oval(400, 304, 126, 16, ink.pale) +
    box(306, 400, 188, 150, 8, '#f7f0df') +
    line('M336 452q16-16 32 0t32 0 32 0 32 0M336 478q16-16 32 0t32 0 32 0 32 0', ink.accent, 8) +
    line('M352 516h96', ink.night, 6) +
    disc(400, 424, 10, ink.accent)
  );
}

/** A brass instrument with a dial: a barometer or a tide clock. */
export function dial(ink: Ink, tide: boolean): string {
  const mark = (index: number): string => turned(index * 15, box(396, 226, 8, index % 2 ? 18 : 34, 3, ink.night));
  const face = tide
    ? path('M232 400A168 168 0 0 0 568 400Q526 372 484 400T400 400 316 400 232 400Z', ink.main) +
      path('M248 466A168 168 0 0 0 552 466Q514 446 476 466T400 466 324 466 248 466Z', ink.deep) +
      line('M400 400V268', ink.accentDeep, 12) +
      path('M400 240l22 40h-44Z', ink.accentDeep)
    : each(17, (index) => turned(-120, mark(index))) +
      path('M268 332A148 148 0 0 1 400 252', 'none', { stroke: ink.main, 'stroke-width': 16 }) +
      path('M400 252A148 148 0 0 1 532 332', 'none', { stroke: ink.accent, 'stroke-width': 16 }) +
      turned(38, line('M400 440V262', ink.night, 9)) +
      turned(-20, line('M400 420V290', '#c9552f', 6));
  return (
    path('M376 84h48l16 60h-80Z', '#a9782f') +
    `<circle cx="400" cy="96" r="30" fill="none" stroke="#c4913d" stroke-width="14"/>` +
    disc(400, 400, 262, '#9c6d28') +
    disc(396, 396, 254, '#d5a148') +
    disc(400, 400, 222, '#8c6022') +
    disc(400, 400, 212, '#f6efdd') +
    (tide ? each(12, (index) => turned(index * 30, box(397, 198, 6, 24, 3, ink.night))) : '') +
    face +
    disc(400, 400, 20, '#b07f32') +
    disc(396, 396, 9, '#f0cf83') +
    path('M232 330A190 190 0 0 1 372 206', 'none', {
      stroke: '#ffffff',
      'stroke-width': 12,
      'stroke-linecap': 'round',
      opacity: 0.7,
    })
  );
}

/** A framed print: a lighthouse, or boats at anchor. */
export function print(ink: Ink, boats: boolean): string {
  const sky = box(240, 150, 320, 440, 0, ink.pale) + disc(476, 250, 44, ink.accent);
  const sea =
    path('M240 460q27-14 53 0t54 0 53 0 54 0 53 0 53 0V590H240Z', ink.main) +
    path('M240 516q27-12 53 0t54 0 53 0 54 0 53 0 53 0V590H240Z', ink.deep);
  const boat = (x: number, y: number, scale: number): string =>
    moved(
      x,
      y,
      path('M-8 0V-150L70-14Z', '#fbf6ea') +
        path('M-18-8V-120L-66-14Z', ink.accent) +
        line('M-12 4V-160', ink.night, 5) +
        path('M-80 0H84Q70 38 40 40H-44Q-70 38-80 0Z', ink.night),
      scale,
    );
  const light =
    path('M300 470C330 430 430 430 470 470Z', ink.night) +
    path('M362 240H418L436 450H344Z', '#fbf6ea') +
    path('M358 290H422L427 340H353ZM350 390H431L436 440H344Z', ink.accentDeep) +
    box(352, 226, 76, 16, 4, ink.night) +
    box(366, 190, 48, 38, 4, '#ffe9a8') +
    path('M358 190Q390 150 422 190Z', ink.accentDeep) +
    path('M414 196L560 160V236L414 216Z', '#ffe9a8', { opacity: 0.6 });
  return (
    box(186, 96, 428, 550, 8, ink.night) +
    box(198, 108, 404, 526, 4, ink.deeper) +
    box(214, 124, 372, 494, 2, '#fbf7ee') +
    `<clipPath id="p"><rect x="240" y="150" width="320" height="440"/></clipPath><g clip-path="url(#p)">${sky}${boats ? sea + boat(340, 452, 0.9) + boat(470, 506, 1.15) : sea + light}</g>` +
    path('M214 124H400L214 420Z', '#ffffff', { opacity: 0.13 })
  );
}

/** A woven rope mat. */
export function mat(ink: Ink): string {
  const braid = (inset: number, fill: string): string =>
    `<rect x="${150 + inset}" y="${270 + inset}" width="${500 - inset * 2}" height="${330 - inset * 2}" rx="${150 - inset}" fill="none" stroke="${fill}" stroke-width="26"/>`;
  const strands = [0, 30, 60, 90, 120].map(
    (inset, index) =>
      braid(inset, index % 2 ? ink.accent : ink.main) +
      `<rect x="${150 + inset}" y="${270 + inset}" width="${500 - inset * 2}" height="${330 - inset * 2}" rx="${150 - inset}" fill="none" stroke="${ink.deep}" stroke-width="5" stroke-dasharray="7 13" opacity=".7"/>`,
  );
  return (
    box(150, 290, 500, 330, 150, ink.deeper) +
    strands.join('') +
    line('M300 435H500', ink.main, 30) +
    line('M300 435H500', ink.deep, 5, { 'stroke-dasharray': '7 13', opacity: 0.7 })
  );
}
