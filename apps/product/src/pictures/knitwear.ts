import type { Ink } from './ink.js';
import { box, disc, each, line, moved, path, solid, turned, twice } from './shapes.js';

export type Stitch = 'plain' | 'cable' | 'stripe' | 'fair-isle' | 'rib' | 'gansey';
export type Neck = 'crew' | 'roll' | 'cardigan' | 'henley';

const BODY =
  'M306 184C350 214 450 214 494 184L548 204C566 214 570 240 570 270L574 590Q574 612 552 614Q400 624 248 614Q226 612 226 590L230 270C230 240 234 214 252 204Z';
const SLEEVE =
  'M262 204C204 222 182 282 170 360L138 580C136 594 142 600 154 602L198 608C210 610 216 604 218 592L262 380Z';

function zigzag(y: number, step: number, height: number): string {
  return `M120 ${y}${each(Math.ceil(560 / step), (index) => `l${step / 2} ${index % 2 ? height : -height}l${step / 2} ${index % 2 ? -height : height}`)}`;
}

function stitches(ink: Ink, stitch: Stitch): string {
  if (stitch === 'stripe') return each(12, (index) => box(100, 262 + index * 30, 600, 12, 0, ink.accent));
  if (stitch === 'cable') {
    const twist = each(12, (index) => `C-18 ${index * 36 + 12} 18 ${index * 36 + 24} 0 ${index * 36 + 36}`);
    const rope =
      line(`M0 0${twist}`, ink.paler, 9) + moved(0, 18, line(`M0 0${twist}`, ink.deeper, 5, { opacity: 0.5 }));
    const columns = [276, 338, 400, 462, 524].map(
      (x) => moved(x, 190, rope) + line(`M${x - 28} 190V600`, ink.deeper, 3, { opacity: 0.35 }),
    );
    return columns.join('');
  }
  if (stitch === 'fair-isle') {
    return (
      box(100, 240, 600, 116, 0, ink.pale) +
      line(zigzag(262, 30, 10), ink.accent, 7) +
      line(zigzag(334, 30, 10), ink.night, 7) +
      each(14, (index) => path(`M${140 + index * 40} 282l14 16-14 16-14-16Z`, index % 2 ? ink.accent : ink.night)) +
      line('M100 374H700M100 222H700', ink.night, 4, { 'stroke-dasharray': '6 12' })
    );
  }
  if (stitch === 'gansey') {
    return (
      each(5, (row) =>
        each(13, (index) =>
          path(`M${216 + index * 31} ${232 + row * 40}l11 14-11 14-11-14Z`, row % 2 ? ink.paler : ink.deep, {
            opacity: 0.75,
          }),
        ),
      ) + line('M100 432H700M100 448H700', ink.deeper, 4, { opacity: 0.55 })
    );
  }
  if (stitch === 'rib')
    return each(26, (index) => line(`M${132 + index * 21} 190V620`, ink.deeper, 3, { opacity: 0.3 }));
  return each(9, (index) =>
    line(`M240 ${250 + index * 38}h6m26 8h6m42-4h6m60 6h6m70-8h6m50 8h6`, ink.paler, 3, { opacity: 0.5 }),
  );
}

function ribbing(ink: Ink, x: number, y: number, width: number, height: number): string {
  return (
    box(x, y, width, height, 6, ink.deep) +
    each(Math.floor(width / 12), (index) =>
      line(`M${x + 8 + index * 12} ${y + 4}v${height - 8}`, ink.night, 2.5, { opacity: 0.35 }),
    )
  );
}

function neck(ink: Ink, kind: Neck): string {
  if (kind === 'roll') {
    return (
      path('M322 196L326 122Q400 98 474 122L478 196Q400 226 322 196Z', ink.deep) +
      path('M326 122Q400 98 474 122Q478 150 474 164Q400 184 326 164Q322 150 326 122Z', ink.pale) +
      each(11, (index) =>
        line(`M${338 + index * 12.5} ${128 - Math.sin((index / 10) * Math.PI) * 10}v36`, ink.deeper, 2.5, {
          opacity: 0.4,
        }),
      )
    );
  }
  if (kind === 'cardigan') {
    return (
      path('M340 176Q400 160 460 176L400 330Z', ink.night) +
      twice(line('M332 176L398 334V610', ink.deep, 22)) +
      each(5, (index) => disc(400, 370 + index * 52, 10, ink.accentDeep) + disc(399, 369 + index * 52, 7.5, ink.accent))
    );
  }
  const collar =
    path('M306 184C350 236 450 236 494 184L470 168C440 200 360 200 330 168Z', ink.deep) +
    path('M330 168C360 200 440 200 470 168Q400 150 330 168Z', ink.night);
  if (kind === 'crew') return collar;
  return (
    box(384, 206, 32, 100, 6, ink.deep) + [232, 262, 290].map((y) => disc(400, y, 6, ink.accent)).join('') + collar
  );
}

/** A sweater, jersey, cardigan or base layer, laid flat. */
export function jumper(ink: Ink, stitch: Stitch, neckline: Neck): string {
  const inner = stitches(ink, stitch) + ribbing(ink, 220, 572, 360, 50);
  const cuffs = path(
    'M143 544L138 580C136 594 142 600 154 602L198 608C210 610 216 604 218 592L223 556Z',
    stitch === 'stripe' ? ink.main : ink.deeper,
  );
  const arm = `<g>${solid('a', SLEEVE, ink.deep, stitch === 'stripe' ? moved(-20, 20, stitches(ink, stitch)) : '', 900)}${cuffs}</g>`;
  return twice(arm) + solid('b', BODY, ink.main, inner) + neck(ink, neckline);
}

/** A ribbed watch cap with a turned-up brim. */
export function beanie(ink: Ink): string {
  const dome = 'M214 470C206 260 290 150 400 150C510 150 594 260 586 470Z';
  const ribs = each(11, (index) =>
    line(`M400 150Q${400 + (index - 5) * 56} 250 ${400 + (index - 5) * 38} 480`, ink.deeper, 4, { opacity: 0.4 }),
  );
  const brim =
    'M196 452Q190 440 206 436Q400 410 594 436Q610 440 604 452L596 576Q594 590 580 592Q400 618 220 592Q206 590 204 576Z';
  return (
    solid('d', dome, ink.main, ribs) +
    solid(
      'r',
      brim,
      ink.pale,
      each(20, (index) => line(`M${208 + index * 20} 420V620`, ink.deeper, 4, { opacity: 0.4 })),
    ) +
    box(468, 506, 64, 44, 5, ink.accent) +
    line('M480 522h40M480 534h28', '#ffffff', 4)
  );
}

/** A scarf, folded once, with fringes. */
export function scarf(ink: Ink): string {
  const tail = (x: number, bottom: number, id: string, fill: string): string =>
    each(9, (index) => line(`M${x + 12 + index * 15} ${bottom - 6}v40`, ink.deep, 6)) +
    solid(
      id,
      `M${x} 240H${x + 144}V${bottom}H${x}Z`,
      fill,
      [bottom - 60, bottom - 100, bottom - 140]
        .map((y, index) => box(x, y, 144, index === 1 ? 24 : 12, 0, ink.accent))
        .join('') + each(12, (index) => line(`M${x + 6 + index * 12} 240V${bottom}`, ink.deeper, 2, { opacity: 0.25 })),
    );
  return (
    tail(410, 560, 't', ink.deep) +
    tail(262, 620, 'u', ink.main) +
    path('M236 214Q240 130 400 126Q560 130 564 214Q572 300 480 318Q400 330 320 318Q228 300 236 214Z', ink.main) +
    path('M300 208Q310 176 400 174Q490 176 500 208Q490 240 400 242Q310 240 300 208Z', ink.night) +
    line('M252 250Q330 300 480 296M262 280Q340 318 440 312', ink.deeper, 5, { opacity: 0.45 })
  );
}

/** A pair of patterned mittens on a cord. */
export function mittens(ink: Ink): string {
  const shape = 'M-84 230L-84 20C-84 -90 84 -90 84 20L84 60C96 40 128 20 146 44C158 62 140 92 126 110L84 168V230Z';
  const inner =
    line('M-100 60l25 -20 25 20 25-20 25 20 25-20 25 20 25-20', ink.accent, 9) +
    line('M-100 96l25 -20 25 20 25-20 25 20 25-20 25 20 25-20', ink.paler, 9) +
    each(6, (index) => path(`M${-66 + index * 28} 128l11 13-11 13-11-13Z`, index % 2 ? ink.accent : ink.paler));
  const one = (id: string): string => solid(id, shape, ink.main, inner, 60) + ribbing(ink, -94, 206, 188, 74);
  return (
    line('M236 236C226 110 574 110 564 236', ink.deeper, 7) +
    turned(-8, moved(250, 340, one('l'), 0.94), 250, 340) +
    `<g transform="matrix(-1 0 0 1 800 0)">${turned(-8, moved(250, 340, one('m'), 0.94), 250, 340)}</g>`
  );
}

/** A pair of long socks. */
export function socks(ink: Ink): string {
  const shape = 'M-56 -210H56V90C56 116 72 128 104 146L168 182C200 204 184 256 146 254L30 246C-30 242 -58 214 -58 150Z';
  const one = (id: string): string =>
    solid(
      id,
      shape,
      ink.main,
      box(-70, -214, 140, 76, 0, ink.deep) +
        each(9, (index) => line(`M${-52 + index * 13} -206v62`, ink.night, 3, { opacity: 0.4 })) +
        box(-80, -110, 170, 16, 0, ink.accent) +
        box(-80, -80, 170, 16, 0, ink.accent) +
        path('M-70 130C-20 120 -10 190 10 250L-70 260Z', ink.accent) +
        path('M124 140L220 200L190 270L110 256C104 216 112 170 124 140Z', ink.accent),
      30,
    );
  return moved(440, 346, one('o')) + moved(310, 388, one('p'));
}
