import type { Ink } from './ink.js';
import { box, disc, each, line, moved, oval, path, solid, turned } from './shapes.js';

/** A cloth-bound log book with a ribbon. */
export function notebook(ink: Ink): string {
  return turned(
    -5,
    path('M560 600V690l-16-18-16 18V600Z', ink.accentDeep) +
      box(222, 132, 372, 536, 14, ink.night) +
      box(230, 140, 356, 516, 10, '#f3ead6') +
      each(6, (index) => line(`M586 ${150 + index * 4}V650`, '#d6c8a6', 1)) +
      solid(
        'c',
        'M220 128H562Q574 128 574 142V640Q574 654 562 654H220Q206 654 206 640V142Q206 128 220 128Z',
        ink.main,
        box(200, 120, 56, 560, 0, ink.deep) + line('M258 128V654', ink.deeper, 4),
        420,
      ) +
      box(312, 220, 204, 130, 8, '#f7f0df') +
      box(322, 230, 184, 110, 6, 'none', { stroke: ink.accent, 'stroke-width': 4 }) +
      line('M346 270h136M346 300h96', ink.night, 6) +
      line('M526 130V652', ink.accent, 14) +
      path('M414 440l34 58h-68Z', ink.accent) +
      line('M362 524q17-16 34 0t34 0 34 0', ink.accent, 8),
  );
}

/** Three pocket notebooks, fanned. */
export function fieldNotes(ink: Ink): string {
  const book = (turn: number, fill: string, band: string): string =>
    turned(
      turn,
      box(286, 176, 262, 420, 12, '#e9ddc2') +
        box(276, 168, 262, 420, 12, fill) +
        box(276, 168, 34, 420, 12, ink.night, { opacity: 0.16 }) +
        box(330, 220, 160, 90, 6, '#f7f0df') +
        line('M350 252h120M350 280h80', ink.night, 6) +
        box(276, 480, 262, 26, 0, band),
      400,
      640,
    );
  return book(-17, ink.accent, ink.main) + book(0, ink.pale, ink.accent) + book(17, ink.main, ink.accent);
}

/** A wall calendar of tides. */
export function calendar(ink: Ink): string {
  return (
    line('M400 76L300 132M400 76L500 132', ink.night, 5) +
    disc(400, 74, 10, ink.night) +
    box(210, 128, 380, 536, 8, '#e3dac6') +
    box(206, 122, 380, 534, 8, '#fbf7ee') +
    box(206, 122, 380, 220, 8, ink.pale) +
    disc(486, 196, 34, ink.accent) +
    path('M206 262q32-26 64 0t63 0 63 0 64 0 63 0 63 0V342H206Z', ink.main) +
    path('M206 300q32-20 64 0t63 0 63 0 64 0 63 0 63 0V342H206Z', ink.deep) +
    each(12, (index) => disc(228 + index * 31, 130, 6, ink.night)) +
    box(240, 366, 140, 18, 6, ink.night) +
    each(31, (index) =>
      disc(258 + (index % 7) * 47, 424 + Math.floor(index / 7) * 46, 14, index % 9 === 4 ? ink.accent : ink.paler, {
        opacity: index % 9 === 4 ? 1 : 0.8,
      }),
    ) +
    line('M240 404q24-20 47 0t47 0 47 0 47 0 47 0 47 0 40 0', ink.main, 4)
  );
}

/** A coastal chart, partly unrolled. */
export function chart(ink: Ink): string {
  const coast = 'M180 230C260 250 240 330 320 340C400 350 360 440 300 470C260 500 280 560 220 620H160V220Z';
  return (
    solid(
      's',
      'M190 200H610V620H190Z',
      '#dcebee',
      path(coast, '#eadfbf') +
        line('M180 230C260 250 240 330 320 340C400 350 360 440 300 470C260 500 280 560 220 620', ink.main, 5) +
        line('M216 216C310 240 300 300 370 320C450 350 420 460 350 500C310 530 330 570 270 630', ink.main, 3, {
          opacity: 0.5,
        }) +
        each(7, (index) =>
          line(`M190 ${240 + index * 60}H620M${230 + index * 60} 190V630`, ink.main, 1.5, { opacity: 0.3 }),
        ) +
        oval(500, 300, 44, 28, '#eadfbf') +
        line('M520 610L340 420L560 250', ink.accent, 5, { 'stroke-dasharray': '14 10' }),
      600,
    ) +
    moved(
      510,
      500,
      `<circle r="58" fill="none" stroke="${ink.accent}" stroke-width="4"/>` +
        path('M0-76L14 0H-14ZM0 76L14 0H-14Z', ink.accent) +
        path('M-76 0L0-12V12ZM76 0L0-12V12Z', ink.main),
    ) +
    path('M340 400l12 24h-24Z', ink.accent) +
    box(150, 176, 500, 48, 24, '#f4ecd8') +
    box(150, 200, 500, 24, 12, '#d9ccad') +
    box(150, 596, 500, 52, 26, '#f4ecd8') +
    box(150, 622, 500, 26, 13, '#d9ccad') +
    [150, 650].map((x) => oval(x, 622, 12, 26, '#b9a983') + oval(x, 200, 11, 24, '#b9a983')).join('')
  );
}

/** A hardback with a figure-eight knot on the cover. */
export function book(ink: Ink): string {
  return turned(
    4,
    path('M214 150L250 124H598V620L566 656Z', '#f3ead6') +
      each(5, (index) => line(`M570 ${650 - index * 7}L600 ${616 - index * 7}`, '#cdbf9d', 2)) +
      solid(
        'c',
        'M214 150H556Q568 150 568 162V646Q568 658 556 658H214Q202 658 202 646V162Q202 150 214 150Z',
        ink.main,
        box(196, 140, 40, 530, 0, ink.deep),
        420,
      ) +
      box(258, 186, 284, 436, 6, 'none', { stroke: ink.accent, 'stroke-width': 5 }) +
      `<g fill="none" stroke-linecap="round"><path d="M290 520C360 500 470 470 470 400C470 330 360 330 340 400C330 460 470 470 474 540" stroke="${ink.deeper}" stroke-width="34"/><path d="M290 514C360 494 470 464 470 394C470 324 360 324 340 394C330 454 470 464 474 534" stroke="${ink.accent}" stroke-width="26"/></g>` +
      box(300, 220, 200, 20, 6, ink.paler) +
      box(334, 254, 132, 14, 6, ink.paler) +
      box(360, 580, 80, 12, 6, ink.paler),
  );
}

/** A tin of pencils, some sticking out. */
export function pencils(ink: Ink): string {
  const pencil = (x: number, top: number, turn: number, fill: string): string =>
    turned(
      turn,
      box(x - 18, top + 60, 36, 560 - top, 2, fill) +
        box(x - 18, top + 60, 12, 560 - top, 2, '#ffffff', { opacity: 0.25 }) +
        path(`M${x - 18} ${top + 62}L${x} ${top}L${x + 18} ${top + 62}Z`, '#ecd2a4') +
        path(`M${x - 6} ${top + 20}L${x} ${top}L${x + 6} ${top + 20}Z`, '#2b3440'),
      x,
      600,
    );
  return (
    pencil(350, 150, -14, ink.accent) +
    pencil(400, 110, 2, ink.main) +
    pencil(446, 170, 13, '#e9dfc8') +
    pencil(376, 210, -4, ink.deeper) +
    pencil(428, 200, 6, ink.accentDeep) +
    solid(
      't',
      'M272 380H528L518 630Q516 662 480 662H320Q284 662 282 630Z',
      ink.main,
      box(260, 420, 280, 24, 0, ink.accent) +
        line('M306 460L312 630', ink.paler, 16, { opacity: 0.5 }) +
        line('M330 560q18-18 35 0t35 0 35 0 35 0', ink.accent, 9),
      440,
    ) +
    `<path d="M272 380Q400 408 528 380" fill="none" stroke="${ink.pale}" stroke-width="12"/>`
  );
}

/** A wrapped parcel: what is shown for a product whose kind is not known. */
export function parcel(ink: Ink): string {
  return (
    solid(
      'p',
      'M190 290L400 220L610 290V580L400 660L190 580Z',
      ink.main,
      path('M400 370V680H640V280Z', ink.deep) + path('M170 280L400 210L640 280L400 370Z', ink.pale),
      900,
    ) +
    line('M295 326V620M505 326V620', ink.accent, 12) +
    line('M295 326L505 255M505 326L295 255', ink.accent, 12) +
    moved(
      340,
      470,
      turned(
        -18,
        box(-50, -36, 104, 66, 8, '#f7f0df') + disc(-34, -3, 6, ink.accent) + line('M-14-14h52M-14 6h34', ink.night, 5),
        0,
        0,
      ),
    ) +
    path('M400 285C340 200 300 240 400 285C500 240 460 200 400 285Z', 'none', {
      stroke: ink.accent,
      'stroke-width': 11,
    })
  );
}
