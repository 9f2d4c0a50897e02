import type { Ink } from './ink.js';
import { box, disc, each, line, moved, oval, path, solid, turned, twice } from './shapes.js';

function buckle(x: number, y: number, colour: string): string {
  return `<rect x="${x - 18}" y="${y - 14}" width="36" height="28" rx="6" fill="none" stroke="${colour}" stroke-width="7"/>`;
}

/** A roll-top backpack. */
export function backpack(ink: Ink): string {
  return (
    line('M330 150C330 96 470 96 470 150', ink.night, 16) +
    twice(line('M262 300C216 360 216 520 258 600', ink.night, 26)) +
    solid(
      'b',
      'M264 250Q268 226 292 224H508Q532 226 536 250L558 610Q560 660 520 662H280Q240 660 242 610Z',
      ink.main,
      path('M230 560H570V670H230Z', ink.deep) + line('M236 560H566', ink.deeper, 5),
      420,
    ) +
    solid(
      't',
      'M282 146Q400 128 518 146Q534 150 532 168L520 268H280L268 168Q266 150 282 146Z',
      ink.pale,
      line('M262 176H540M264 204H538', ink.deeper, 4, { opacity: 0.5 }),
      420,
    ) +
    twice(line('M334 150V330', ink.accent, 20) + buckle(334, 300, '#c9b37a')) +
    solid(
      'p',
      'M292 392H508Q520 392 520 404V540Q520 560 500 560H300Q280 560 280 540V404Q280 392 292 392Z',
      ink.pale,
      path('M270 380H530V432Q400 456 270 432Z', ink.deep),
      420,
    ) +
    box(386, 424, 28, 46, 6, ink.accent) +
    disc(400, 458, 6, '#c9b37a')
  );
}

/** A weekend duffel with leather handles. */
export function duffel(ink: Ink): string {
  return (
    line('M300 380C300 200 500 200 500 380', ink.accentDeep, 18) +
    solid(
      'b',
      'M170 360Q180 320 230 318H570Q620 320 630 360L646 560Q648 640 580 644H220Q152 640 154 560Z',
      ink.main,
      path('M140 560H660V650H140Z', ink.deep) + path('M140 318H222L206 650H140ZM578 318H660V650H594Z', ink.deep),
      420,
    ) +
    line('M214 334H586', ink.night, 12) +
    line('M214 334H586', '#c9b37a', 3, { 'stroke-dasharray': '5 7' }) +
    box(566, 328, 40, 14, 6, '#c9b37a') +
    [312, 488]
      .map((x) => box(x - 18, 366, 36, 268, 4, ink.accent) + disc(x, 384, 6, '#e9d9a6') + disc(x, 614, 6, '#e9d9a6'))
      .join('') +
    line('M312 380C312 250 488 250 488 380', ink.accent, 20) +
    box(364, 268, 72, 30, 14, ink.accentDeep) +
    box(356, 470, 88, 60, 6, ink.paler) +
    line('M374 492h52M374 508h34', ink.night, 5)
  );
}

/** A sailcloth tote with a printed anchor. */
export function tote(ink: Ink): string {
  const handle = (y: number, colour: string): string => line(`M310 330C300 ${y} 500 ${y} 490 330`, colour, 20);
  const anchor =
    line('M400 430V556M352 500C356 548 380 556 400 556C420 556 444 548 448 500M370 456H430', ink.accent, 14) +
    `<circle cx="400" cy="414" r="17" fill="none" stroke="${ink.accent}" stroke-width="12"/>`;
  return (
    handle(90, ink.accentDeep) +
    solid(
      'b',
      'M214 310H586L610 640Q610 662 588 662H212Q190 662 190 640Z',
      ink.main,
      path('M180 600H620V670H180Z', ink.accent) +
        line('M200 334H600', ink.deeper, 4, { 'stroke-dasharray': '10 7', opacity: 0.6 }),
      430,
    ) +
    handle(130, ink.accent) +
    [310, 490]
      .map((x) => box(x - 16, 318, 32, 58, 3, ink.accent) + line(`M${x - 9} 328l18 38m0-38l-18 38`, ink.paler, 3))
      .join('') +
    moved(0, -6, anchor)
  );
}

/** A roll-top dry bag. */
export function dryBag(ink: Ink): string {
  return (
    line('M286 232C240 150 560 150 514 232', ink.night, 14) +
    buckle(400, 172, ink.accent) +
    solid(
      'b',
      'M272 260H528L544 620Q544 664 400 666Q256 664 256 620Z',
      ink.main,
      oval(400, 628, 150, 34, ink.deep) + line('M300 270L290 600', ink.paler, 18, { opacity: 0.5 }),
      430,
    ) +
    solid(
      't',
      'M266 214Q400 200 534 214L530 282Q400 292 270 282Z',
      ink.deep,
      line('M260 236Q400 224 540 236M262 258Q400 248 540 258', ink.night, 4, { opacity: 0.5 }),
      430,
    ) +
    box(330, 368, 140, 140, 70, ink.paler, { opacity: 0.9 }) +
    line('M352 452q16-16 32 0t32 0 32 0M352 474q16-16 32 0t32 0 32 0', ink.deeper, 8) +
    path('M400 388l30 44h-60Z', ink.deeper)
  );
}

/** A pack for the waist. */
export function hipPack(ink: Ink): string {
  return (
    line('M150 420C200 220 600 220 650 420', ink.night, 26) +
    box(372, 250, 56, 40, 8, ink.accent) +
    solid(
      'b',
      'M190 400Q200 350 260 348H540Q600 350 610 400L600 540Q590 614 510 618H290Q210 614 200 540Z',
      ink.main,
      path('M180 470H620V640H180Z', ink.deep, { opacity: 0.55 }),
      430,
    ) +
    line('M226 392H574', ink.night, 12) +
    line('M226 392H574', '#c9b37a', 3, { 'stroke-dasharray': '5 7' }) +
    box(252, 384, 20, 54, 6, ink.accent) +
    line('M244 486H556', ink.night, 9) +
    box(530, 478, 18, 48, 6, ink.accent) +
    box(350, 532, 100, 44, 6, ink.paler) +
    line('M366 548h68M366 562h40', ink.night, 4)
  );
}

/** A wash bag with a loop. */
export function washBag(ink: Ink): string {
  return (
    line('M590 430q70 0 70 50t-66 44', ink.accent, 18) +
    solid(
      'b',
      'M196 372Q200 340 236 338H564Q600 340 604 372L616 600Q614 648 570 650H230Q186 648 184 600Z',
      ink.main,
      each(8, (index) => box(170, 372 + index * 40, 470, 10, 0, ink.accent, { opacity: 0.9 })),
      430,
    ) +
    path('M220 338Q400 286 580 338Q400 372 220 338Z', ink.deep) +
    line('M226 338Q400 300 574 338', '#c9b37a', 8, { 'stroke-dasharray': '6 6' }) +
    box(562, 330, 50, 22, 8, ink.accentDeep)
  );
}

/** A knotted market net with lemons in it. */
export function netBag(ink: Ink): string {
  const lemon = (x: number, y: number, turn: number): string =>
    turned(
      turn,
      oval(x, y, 62, 48, '#e8c34a') +
        oval(x - 14, y - 14, 24, 14, '#f5de8c') +
        path(`M${x + 54} ${y - 14}q26 14 0 28Z`, '#e8c34a'),
      x,
      y,
    );
  const net = each(11, (index) =>
    line(`M${140 + index * 52} 300l-260 400M${140 + index * 52} 300l260 400`, ink.main, 6),
  );
  return (
    line('M260 330C280 60 520 60 540 330', ink.main, 14) +
    line('M284 340C310 110 490 110 516 340', ink.deep, 14) +
    lemon(330, 470, 20) +
    lemon(470, 480, -30) +
    lemon(400, 400, 10) +
    lemon(310, 570, -15) +
    lemon(420, 586, 35) +
    lemon(500, 572, 70) +
    `<clipPath id="n"><path d="M256 324H544C620 440 620 600 540 650Q400 690 260 650C180 600 180 440 256 324Z"/></clipPath><g clip-path="url(#n)">${net}</g>` +
    line('M252 326H548', ink.accent, 16)
  );
}
