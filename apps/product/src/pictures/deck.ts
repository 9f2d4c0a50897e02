import type { Ink } from './ink.js';
import { box, disc, each, line, moved, oval, path, solid, turned, twice } from './shapes.js';

/** A rigging knife with a shackle key in the blade. */
export function knife(ink: Ink): string {
  const blade =
    path('M372 400L360 130Q364 96 404 84Q450 110 446 200L436 400Z', '#cfd7dc') +
    path('M404 84Q450 110 446 200L436 400H404Z', '#a9b5bd') +
    path('M400 270a17 17 0 0 1 12 30l6 40h-36l6-40a17 17 0 0 1 12-30Z', '#7d8b95');
  const grip = solid(
    'h',
    'M356 388H448C468 460 466 590 440 660Q404 700 368 660C342 590 340 460 356 388Z',
    ink.main,
    line('M376 410C362 490 364 580 384 650', ink.paler, 13, { opacity: 0.5 }) +
      path('M330 620H480V700H330Z', ink.accent),
    406,
  );
  const shackle = `<path d="M386 676C380 740 432 740 424 676" fill="none" stroke="#9aa7b0" stroke-width="12"/>`;
  return (
    turned(
      36,
      shackle +
        blade +
        grip +
        box(346, 376, 112, 34, 8, ink.accent) +
        [460, 540, 610].map((y) => disc(402, y, 9, ink.accent)).join(''),
    ) + line('M212 628C120 560 130 420 220 380', ink.accentDeep, 10)
  );
}

/** A hanked coil of rope. */
export function rope(ink: Ink): string {
  const strand = (d: string, index: number): string =>
    line(d, ink.deeper, 34) +
    line(d, index % 2 ? ink.main : ink.pale, 28) +
    line(d, ink.accent, 7, { 'stroke-dasharray': '14 22' });
  const coil = (index: number): string => {
    const rx = 190 - index * 31;
    const ry = 214 - index * 30;
    return strand(`M${400 - rx} 450A${rx} ${ry} 0 0 0 ${400 + rx} 450A${rx} ${ry} 0 0 0 ${400 - rx} 450Z`, index);
  };
  const wrap = (index: number): string =>
    strand(
      `M${322 - index * 2} ${250 + index * 29}Q400 ${270 + index * 29} ${478 + index * 2} ${246 + index * 29}`,
      index,
    );
  return (
    strand('M360 250C330 90 470 90 440 250', 1) +
    each(5, coil) +
    each(5, wrap) +
    strand('M486 590C540 620 560 640 540 690', 0)
  );
}

/** A brass hand-bearing compass. */
export function compass(ink: Ink): string {
  const rose =
    [0, 90, 180, 270]
      .map((turn) =>
        turned(turn, path('M400 250L424 420H400Z', ink.main) + path('M400 250L376 420H400Z', ink.deeper), 400, 420),
      )
      .join('') +
    [45, 135, 225, 315].map((turn) => turned(turn, path('M400 310L414 420H386Z', ink.accentDeep), 400, 420)).join('');
  return (
    `<circle cx="400" cy="126" r="44" fill="none" stroke="#b07f32" stroke-width="16"/>` +
    box(372, 158, 56, 50, 10, '#8c6022') +
    disc(400, 420, 240, '#8c6022') +
    disc(395, 414, 232, '#d5a148') +
    disc(400, 420, 200, '#7c541d') +
    disc(400, 420, 190, '#f6efdd') +
    each(36, (index) => turned(index * 10, box(398, 238, 4, index % 3 ? 10 : 20, 1, ink.night), 400, 420)) +
    rose +
    turned(24, path('M400 270L418 420H382Z', '#c9552f') + path('M400 570L418 420H382Z', '#dfe5e8'), 400, 420) +
    disc(400, 420, 16, '#b07f32') +
    disc(396, 416, 7, '#f3d793') +
    path('M244 350A170 170 0 0 1 366 254', 'none', {
      stroke: '#ffffff',
      'stroke-width': 13,
      'stroke-linecap': 'round',
      opacity: 0.75,
    })
  );
}

/** Marine binoculars. */
export function binoculars(ink: Ink): string {
  const barrel =
    solid(
      'b',
      'M232 300Q240 206 300 200H352Q380 204 382 240L388 560Q388 640 300 644Q196 642 196 570Z',
      ink.main,
      box(180, 520, 230, 30, 0, ink.accent) + line('M256 300L236 500', ink.paler, 18, { opacity: 0.5 }),
      330,
    ) +
    box(270, 140, 92, 70, 14, ink.night) +
    box(262, 180, 108, 30, 10, ink.deeper) +
    oval(292, 632, 92, 26, ink.night) +
    oval(292, 632, 70, 17, '#7fa8bd') +
    oval(276, 626, 26, 7, '#d6ebf3');
  return (
    line('M240 320C90 200 130 80 400 60C670 80 710 200 560 320', ink.night, 12) +
    box(368, 270, 64, 230, 14, ink.deep) +
    twice(barrel) +
    box(376, 236, 48, 74, 14, ink.night) +
    each(5, (index) => line(`M382 ${250 + index * 12}h36`, ink.deep, 4))
  );
}

/** A head torch, on. */
export function headTorch(ink: Ink): string {
  return (
    path('M400 420L60 250V620Z', '#ffe9a8', { opacity: 0.55 }) +
    `<path d="M430 330C420 130 690 180 660 400C640 560 520 600 430 520" fill="none" stroke="${ink.main}" stroke-width="46"/><path d="M430 330C420 130 690 180 660 400C640 560 520 600 430 520" fill="none" stroke="${ink.accent}" stroke-width="10" stroke-dasharray="26 18"/>` +
    solid(
      'l',
      'M300 330Q310 300 350 296H450Q500 300 506 350V510Q500 560 450 564H350Q310 560 300 530Z',
      ink.deeper,
      line('M440 320V540', ink.night, 8),
      420,
    ) +
    oval(310, 430, 56, 120, ink.night) +
    oval(304, 430, 42, 98, '#fff6d6') +
    oval(296, 430, 22, 60, '#ffffff') +
    box(420, 276, 60, 28, 10, ink.accent)
  );
}

/** A wooden deck brush with stiff bristles. */
export function brush(ink: Ink): string {
  return turned(
    24,
    box(376, 30, 48, 440, 24, ink.accent) +
      box(376, 30, 18, 440, 9, '#ffffff', { opacity: 0.18 }) +
      path('M352 440H448L470 500H330Z', ink.main) +
      each(26, (index) =>
        line(`M${222 + index * 14.4} 560l${(index - 13) * 1.6} 108`, index % 3 ? '#efe2c0' : '#d2bd8b', 11),
      ) +
      solid(
        'b',
        'M206 500Q206 484 224 484H576Q594 484 594 500V560Q594 574 576 574H224Q206 574 206 560Z',
        ink.main,
        box(190, 484, 420, 18, 0, ink.pale) + each(9, (index) => disc(246 + index * 39, 540, 7, ink.deeper)),
        430,
      ),
  );
}

/** A mooring cleat as a coat hook. */
export function cleat(ink: Ink): string {
  return (
    box(150, 250, 500, 270, 24, '#8a5f38') +
    box(150, 250, 500, 258, 24, '#a9764a') +
    [310, 372, 448]
      .map((y, index) =>
        line(`M174 ${y}C300 ${y - 16 + index * 12} 480 ${y + 20} 626 ${y - 6}`, '#8a5f38', 5, { opacity: 0.6 }),
      )
      .join('') +
    [230, 570]
      .map((x) =>
        moved(
          x,
          384,
          box(-34, -64, 68, 150, 30, ink.deep) +
            path(
              'M-74-32Q-70-60-36-58H36Q70-60 74-32Q76-8 44-12L26-14V60Q24 84 0 84Q-24 84-26 60V-14L-44-12Q-76-8-74-32Z',
              ink.main,
            ) +
            path('M-60-40Q-40-50 0-48', 'none', { stroke: ink.paler, 'stroke-width': 8, 'stroke-linecap': 'round' }) +
            disc(0, 24, 10, ink.deeper),
        ),
      )
      .join('') +
    line('M400 250V170', ink.deeper, 6) +
    `<circle cx="400" cy="156" r="18" fill="none" stroke="${ink.deeper}" stroke-width="8"/>` +
    moved(
      400,
      384,
      box(-34, -64, 68, 150, 30, ink.deep) +
        path(
          'M-74-32Q-70-60-36-58H36Q70-60 74-32Q76-8 44-12L26-14V60Q24 84 0 84Q-24 84-26 60V-14L-44-12Q-76-8-74-32Z',
          ink.main,
        ) +
        disc(0, 24, 10, ink.deeper),
    ) +
    line('M570 420C600 520 540 620 566 690', ink.accent, 16) +
    line('M548 412q22 30 46 4', ink.accent, 16)
  );
}

/** A canvas roll with a palm, needles and twine for mending sails. */
export function mendingKit(ink: Ink): string {
  const needle = (x: number, length: number): string =>
    line(`M${x} 300V${300 + length}`, '#aab6be', 9) + `<ellipse cx="${x}" cy="312" rx="3" ry="9" fill="#5f6b74"/>`;
  return (
    solid(
      'r',
      'M150 250Q150 232 170 232H630Q650 232 650 250V560Q650 580 630 580H170Q150 580 150 560Z',
      ink.main,
      path('M140 420H660V600H140Z', ink.pale) +
        line('M140 424H660', ink.deeper, 4, { 'stroke-dasharray': '10 7' }) +
        [270, 390, 510].map((x) => line(`M${x} 420V600`, ink.deeper, 4, { 'stroke-dasharray': '10 7' })).join(''),
      450,
    ) +
    [196, 222, 246].map((x, index) => needle(x, 180 - index * 26)).join('') +
    disc(330, 420, 50, ink.accent) +
    each(6, (index) => line(`M${284 + index * 4} ${396 + index * 10}q46-20 92 0`, ink.accentDeep, 4)) +
    box(286, 440, 88, 100, 6, ink.pale) +
    line('M374 420q40 30 20 80', ink.accent, 5) +
    path('M430 330Q452 280 486 312Q508 340 488 440H432Q410 380 430 330Z', '#9c6a3c') +
    disc(462, 372, 16, '#d9b25a') +
    box(420, 432, 90, 110, 6, ink.pale) +
    box(556, 300, 34, 200, 8, '#c9552f') +
    path('M556 300h34l-17-50Z', '#aab6be') +
    box(528, 440, 100, 100, 6, ink.pale) +
    line('M150 400C90 400 90 470 110 560', ink.deeper, 16)
  );
}

/** A cork float on a key ring with a knotted lanyard. */
export function keyFloat(ink: Ink): string {
  return (
    `<circle cx="400" cy="150" r="62" fill="none" stroke="#aab6be" stroke-width="16"/>` +
    moved(
      452,
      170,
      turned(
        -30,
        `<circle r="34" fill="none" stroke="#c4913d" stroke-width="14"/>` +
          box(-8, 34, 16, 130, 4, '#c4913d') +
          box(4, 120, 30, 12, 2, '#c4913d') +
          box(4, 146, 24, 12, 2, '#c4913d'),
        0,
        0,
      ),
    ) +
    line('M400 212V330', ink.accent, 26) +
    each(5, (index) => line(`M384 ${224 + index * 22}l32 14`, ink.accentDeep, 6)) +
    box(366, 318, 68, 34, 12, ink.night) +
    solid(
      'f',
      'M400 340C500 350 520 450 500 540C484 620 450 664 400 664C350 664 316 620 300 540C280 450 300 350 400 340Z',
      '#d3a873',
      each(28, (index) =>
        oval(300 + ((index * 71) % 200), 360 + ((index * 113) % 290), 5 + (index % 4), 3, '#ab7f4a'),
      ) +
        box(280, 450, 240, 44, 0, ink.main) +
        box(280, 516, 240, 18, 0, ink.main),
      420,
    )
  );
}
