import type { Ink } from './ink.js';
import { box, disc, each, line, moved, oval, path, solid } from './shapes.js';

/** The second one of a pair stands behind, a little to the left and smaller. */
function pair(one: (id: string) => string): string {
  return `<g opacity=".96">${moved(-64, -26, one('x'), 0.96)}</g>${moved(46, 14, one('y'))}`;
}

function tread(fill: string, y: number, from: number, to: number): string {
  return (
    path(
      `M${from} ${y}H${to}Q${to + 12} ${y + 2} ${to + 8} ${y + 18}Q${to + 4} ${y + 28} ${to - 10} ${y + 28}H${from + 8}Q${from - 4} ${y + 28} ${from - 4} ${y + 14}Z`,
      fill,
    ) + each(Math.floor((to - from) / 26), (index) => box(from + 10 + index * 26, y + 24, 14, 10, 3, fill))
  );
}

/** Tall rubber boots. */
export function wellies(ink: Ink): string {
  return pair(
    (id) =>
      tread(ink.night, 616, 262, 560) +
      solid(
        id,
        'M266 190Q340 170 420 190L426 430C430 490 470 508 516 530C560 552 576 586 572 624H264C270 560 262 520 262 470Z',
        ink.main,
        box(240, 180, 240, 44, 0, ink.accent) +
          line('M288 260C284 360 286 420 292 480', ink.paler, 16, { opacity: 0.55 }) +
          path('M480 520C520 534 580 570 590 630H500C510 590 506 550 480 520Z', ink.deep) +
          line('M262 500C330 520 400 516 436 474', ink.deep, 7),
        400,
      ) +
      oval(343, 188, 76, 16, ink.night) +
      box(306, 300, 70, 24, 5, ink.accent),
  );
}

/** Ankle-high deck boots with an elastic gore. */
export function deckBoots(ink: Ink): string {
  return pair(
    (id) =>
      tread(ink.accent, 610, 236, 566) +
      solid(
        id,
        'M252 330Q330 312 410 330L416 440C430 490 480 508 526 528C566 546 580 580 578 618H238C246 560 246 500 250 450Z',
        ink.main,
        path('M296 320H370L352 470Q332 484 314 470Z', ink.night) +
          each(6, (index) => line(`M${304 + index * 11} 330v130`, ink.deeper, 3)) +
          path('M480 508C540 520 590 560 596 630H500C516 590 506 540 480 508Z', ink.deep) +
          line('M236 586H590', ink.paler, 8),
        420,
      ) +
      oval(331, 330, 78, 14, ink.night) +
      line('M410 340q28 -34 8 -58', ink.deep, 12),
  );
}

/** Leather lace-up boots. */
export function laceBoots(ink: Ink): string {
  return pair(
    (id) =>
      tread(ink.night, 612, 238, 572) +
      solid(
        id,
        'M250 250Q320 232 398 252L412 400C424 450 470 486 524 510C572 534 586 572 584 620H240C250 540 244 480 248 420Z',
        ink.main,
        path('M360 246L398 252L412 400C424 450 450 470 480 488L430 540C390 520 366 470 362 420Z', ink.deep) +
          path('M500 496C560 520 596 560 596 640H470C500 590 512 540 500 496Z', ink.pale) +
          path('M236 520C280 500 300 560 300 640H230Z', ink.pale) +
          line('M254 284H392', ink.deeper, 5, { opacity: 0.5 }),
        420,
      ) +
      each(6, (index) => line(`M${372 + index * 7} ${300 + index * 32}l${44 + index * 3} -6`, ink.accent, 8)) +
      each(6, (index) => disc(372 + index * 7, 302 + index * 32, 7, ink.accentDeep)) +
      oval(324, 250, 74, 14, ink.night) +
      line('M250 258v-34q0-10 12-8', ink.accent, 8),
  );
}

/** Boat shoes with a rawhide lace. */
export function boatShoes(ink: Ink): string {
  return pair(
    (id) =>
      moved(
        0,
        -20,
        path('M196 588H590Q604 590 602 612Q598 640 572 640H216Q192 640 192 612Z', '#f4efe3') +
          line('M200 616H596', ink.accent, 6),
      ) +
      solid(
        id,
        'M204 470C240 456 290 452 320 470C352 492 380 486 408 470C470 486 560 520 586 556Q594 572 590 576H200Q192 520 204 470Z',
        ink.main,
        path('M404 474C470 480 560 520 600 580H470C440 560 410 530 404 474Z', ink.pale) +
          line('M404 474C412 530 440 560 476 584', ink.deeper, 5) +
          line('M196 500C260 486 330 520 408 508', ink.accent, 8) +
          each(4, (index) => disc(220 + index * 50, 498 + (index % 2) * 6, 6, ink.night)),
        430,
      ) +
      path(
        'M230 466C280 452 310 470 330 480C370 498 392 484 408 470C380 440 340 450 310 446C280 440 250 448 230 466Z',
        ink.night,
      ) +
      line('M380 494l40-14M392 512l44-14', ink.accent, 8) +
      line('M424 478q30-30 40-6M424 478q6-38 30-34', ink.accent, 6),
  );
}

/** Strapped sandals. */
export function sandals(ink: Ink): string {
  return pair(
    (id) =>
      path(
        'M200 596C260 572 330 600 400 586C470 572 560 560 600 588Q612 620 584 628H220Q190 626 200 596Z',
        ink.accent,
      ) +
      path('M198 614H602Q600 646 574 646H226Q200 646 198 614Z', ink.night) +
      solid(
        id,
        'M410 590C420 520 480 490 520 500C570 512 592 548 600 588C570 574 500 570 410 590Z',
        ink.main,
        line('M470 500C450 530 446 560 446 590', ink.deeper, 5),
        500,
      ) +
      line('M226 592C236 520 280 480 334 476C380 474 410 500 430 540', ink.main, 30) +
      line('M226 592C220 540 224 500 236 470', ink.deep, 30) +
      line('M236 470C270 452 310 456 340 478', ink.deep, 26) +
      box(318, 456, 44, 40, 8, ink.accentDeep) +
      box(328, 466, 24, 20, 4, ink.deep),
  );
}

/** Canvas slippers on a jute sole. */
export function espadrilles(ink: Ink): string {
  return pair(
    (id) =>
      path('M196 590H600Q612 600 606 618Q596 642 570 642H222Q196 640 192 616Z', '#d8b77c') +
      each(26, (index) => line(`M${206 + index * 15.4} 596l-6 40`, '#b08a4c', 5, { opacity: 0.8 })) +
      solid(
        id,
        'M200 500C230 488 260 500 280 520C330 556 380 530 420 500C490 500 570 540 602 594H200Z',
        ink.main,
        each(12, (index) => box(190 + index * 38, 470, 16, 140, 0, ink.accent)),
        430,
      ) +
      path(
        'M206 498C240 470 280 486 330 488C370 490 400 480 420 500C380 534 330 556 280 520C260 500 230 488 206 498Z',
        ink.night,
      ),
  );
}
