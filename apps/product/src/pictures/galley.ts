import type { Ink } from './ink.js';
import { box, disc, each, line, moved, oval, path, solid, turned } from './shapes.js';

function steam(x: number, y: number): string {
  return [0, 46, 92]
    .map((dx, index) => line(`M${x + dx} ${y}q-18-26 0-52t0-${44 + index * 8}`, '#ffffff', 9, { opacity: 0.75 }))
    .join('');
}

/** An enamelled mug with a coloured rim. */
export function enamelMug(ink: Ink): string {
  return (
    steam(344, 236) +
    `<path d="M528 370H580Q640 372 636 450T556 566L520 572" fill="none" stroke="${ink.deep}" stroke-width="28"/>` +
    solid(
      'b',
      'M224 280H560L540 616Q536 650 500 652H284Q248 650 244 616Z',
      ink.main,
      line('M282 320L296 600', ink.paler, 20, { opacity: 0.5 }) +
        each(14, (index) =>
          disc(300 + ((index * 97) % 220), 330 + ((index * 61) % 290), 2.5 + (index % 3), ink.paler, { opacity: 0.7 }),
        ),
      450,
    ) +
    oval(392, 280, 168, 30, ink.night) +
    oval(392, 286, 146, 20, '#5b3b28') +
    `<ellipse cx="392" cy="280" rx="168" ry="30" fill="none" stroke="${ink.accent}" stroke-width="12"/>` +
    line('M340 500q26-24 52 0t52 0M340 536q26-24 52 0t52 0', ink.accent, 10) +
    path('M392 392l44 74h-88Z', ink.accent)
  );
}

/** A thrown stoneware mug, half dipped in glaze. */
export function stoneMug(ink: Ink): string {
  return (
    steam(350, 280) +
    `<path d="M540 400C660 380 660 580 530 560" fill="none" stroke="${ink.deep}" stroke-width="34"/>` +
    solid(
      'b',
      'M238 320Q244 300 260 300H540Q556 300 562 320C580 440 570 600 520 648H280C230 600 220 440 238 320Z',
      ink.accent,
      path('M200 280H600V470Q540 500 480 476T360 490T200 464Z', ink.main) +
        line('M272 340C262 420 268 520 290 590', '#ffffff', 16, { opacity: 0.35 }) +
        each(10, (index) =>
          disc(260 + ((index * 83) % 280), 520 + ((index * 37) % 110), 3, ink.accentDeep, { opacity: 0.6 }),
        ),
      450,
    ) +
    oval(400, 308, 160, 26, ink.deeper) +
    oval(400, 314, 140, 18, '#6b4630')
  );
}

/** A stove-top kettle. */
export function kettle(ink: Ink): string {
  return (
    `<path d="M246 400C210 130 590 130 554 400" fill="none" stroke="${ink.night}" stroke-width="18"/>` +
    box(330, 176, 140, 40, 20, ink.accent) +
    path('M560 440C620 430 634 380 676 340L708 366C680 420 660 540 566 570Z', ink.deep) +
    solid(
      'b',
      'M236 400Q400 340 564 400C640 470 640 600 590 640Q570 656 540 656H260Q230 656 210 640C160 600 160 470 236 400Z',
      ink.main,
      line('M228 460C210 520 216 570 236 606', ink.paler, 20, { opacity: 0.6 }),
      450,
    ) +
    oval(400, 392, 130, 26, ink.pale) +
    oval(400, 386, 110, 20, ink.main) +
    disc(400, 352, 26, ink.night) +
    disc(393, 345, 8, '#ffffff', { opacity: 0.4 }) +
    box(224, 634, 352, 18, 9, ink.night, { opacity: 0.5 })
  );
}

/** A cast-iron pan with two fried eggs. */
export function skillet(ink: Ink): string {
  const egg = (x: number, y: number): string =>
    path(
      `M${x - 70} ${y}C${x - 80} ${y - 50} ${x - 10} ${y - 76} ${x + 30} ${y - 50}C${x + 90} ${y - 40} ${x + 70} ${y + 50} ${x + 20} ${y + 46}C${x - 20} ${y + 66} ${x - 66} ${y + 40} ${x - 70} ${y}Z`,
      '#fffaf0',
    ) +
    disc(x, y - 4, 30, '#edaf3a') +
    disc(x - 9, y - 13, 9, '#ffffff', { opacity: 0.6 });
  return (
    turned(38, box(378, 560, 60, 220, 26, ink.night) + disc(408, 744, 13, ink.paler), 400, 400) +
    disc(400, 392, 236, ink.night) +
    path('M188 290L150 262L196 232ZM612 290L650 262L604 232Z', ink.night) +
    disc(400, 392, 214, ink.deeper) +
    disc(400, 392, 192, ink.main) +
    line('M240 320A180 180 0 0 1 380 214', ink.paler, 12, { opacity: 0.4 }) +
    egg(342, 360) +
    egg(470, 440) +
    each(8, (index) => disc(300 + ((index * 113) % 220), 480 + ((index * 41) % 80), 4, '#7d9a5b'))
  );
}

/** A slim insulated bottle. */
export function bottle(ink: Ink): string {
  return (
    box(352, 96, 96, 88, 16, ink.night) +
    `<path d="M366 112C366 40 434 40 434 112" fill="none" stroke="${ink.accent}" stroke-width="14"/>` +
    box(344, 176, 112, 26, 6, '#c4ccd2') +
    solid(
      'b',
      'M346 200H454C462 250 516 262 520 320V628Q520 662 486 662H314Q280 662 280 628V320C284 262 338 250 346 200Z',
      ink.main,
      box(300, 300, 24, 330, 12, ink.paler, { opacity: 0.5 }) +
        path('M260 520q35-26 70 0t70 0 70 0 70 0V680H260Z', ink.deep) +
        path('M260 570q35-22 70 0t70 0 70 0 70 0V680H260Z', ink.deeper),
      440,
    ) +
    path('M400 346l44 70h-88Z', ink.accent) +
    line('M400 346V300', ink.accent, 6)
  );
}

/** A vacuum flask with its cup beside it. */
export function flask(ink: Ink): string {
  return (
    `<path d="M452 320H520Q560 322 560 366V500Q560 544 520 546H452" fill="none" stroke="${ink.night}" stroke-width="22"/>` +
    solid('c', 'M286 104H428Q440 104 440 118V216H274V118Q274 104 286 104Z', ink.accent, '', 400) +
    box(268, 210, 178, 34, 6, '#c4ccd2') +
    solid(
      'b',
      'M258 244H456Q466 246 466 262V632Q466 662 436 662H278Q248 662 248 632V262Q248 246 258 244Z',
      ink.main,
      box(272, 260, 20, 380, 10, ink.paler, { opacity: 0.5 }) +
        box(240, 430, 240, 60, 0, ink.deep) +
        box(240, 444, 240, 10, 0, ink.accent) +
        box(240, 466, 240, 10, 0, ink.accent),
      400,
    ) +
    box(244, 624, 226, 40, 14, '#aab4bb') +
    steam(552, 500) +
    solid('d', 'M520 560H670L656 646Q654 662 638 662H552Q536 662 534 646Z', ink.accent, '', 600) +
    oval(595, 560, 75, 14, '#5b3b28')
  );
}

/** Two folded tea towels on a wooden rail. */
export function towels(ink: Ink): string {
  const towel = (id: string, x: number, bottom: number, fill: string, band: string): string =>
    solid(
      id,
      `M${x} 208H${x + 210}V${bottom}H${x}Z`,
      fill,
      each(7, (index) => box(x + 18 + index * 28, 190, 6, 520, 0, band, { opacity: 0.7 })) +
        box(x, bottom - 90, 210, 14, 0, band) +
        box(x, bottom - 64, 210, 30, 0, band),
      x + 120,
    ) + each(10, (index) => line(`M${x + 10 + index * 21} ${bottom}v14`, fill, 6));
  return (
    towel('t', 176, 640, ink.main, ink.accent) +
    towel('u', 414, 590, ink.accent, ink.main) +
    box(120, 180, 560, 34, 17, '#b98a56') +
    box(120, 180, 560, 12, 6, '#cfa571') +
    disc(136, 197, 26, '#9c7042') +
    disc(664, 197, 26, '#9c7042')
  );
}

/** A nest of stoneware bowls. */
export function bowls(ink: Ink): string {
  const bowl = (id: string, y: number, r: number, fill: string, inside: string): string =>
    solid(
      id,
      `M${400 - r} ${y}H${400 + r}C${400 + r} ${y + r * 0.72} ${400 + r * 0.5} ${y + r * 0.86} ${400 + r * 0.36} ${y + r * 0.88}H${400 - r * 0.36}C${400 - r * 0.5} ${y + r * 0.86} ${400 - r} ${y + r * 0.72} ${400 - r} ${y}Z`,
      fill,
      path(`M0 ${y}H800V${y + 34}q-60 22-120 0t-120 0-120 0-120 0-120 0-120 0-120 0Z`, inside),
      450,
    ) +
    oval(400, y, r, r * 0.17, inside) +
    oval(400, y + 5, r * 0.9, r * 0.13, fill, { opacity: 0.55 });
  return (
    bowl('a', 430, 250, ink.main, ink.deep) +
    bowl('b', 350, 206, ink.accent, ink.accentDeep) +
    bowl('c', 282, 162, ink.pale, ink.deeper)
  );
}

/** A lidded tin or jar with a label. */
export function tin(ink: Ink, glass: boolean): string {
  const contents = glass
    ? path('M230 330H570V670H230Z', ink.paler) +
      each(40, (index) =>
        path(`M${250 + ((index * 67) % 290)} ${350 + ((index * 89) % 290)}l9-7 8 8-7 9Z`, '#ffffff', { opacity: 0.85 }),
      )
    : line('M280 300V640', ink.paler, 22, { opacity: 0.5 });
  const lid = glass
    ? box(262, 168, 276, 84, 18, '#b98a56') +
      each(7, (index) => line(`M${290 + index * 36} 180v58`, '#9c7042', 4, { opacity: 0.5 }))
    : solid('l', 'M246 190Q400 150 554 190V256H246Z', ink.deep, '', 430) + oval(400, 190, 154, 26, ink.pale);
  return (
    solid(
      'b',
      'M250 250H550Q566 262 566 290V622Q566 660 528 662H272Q234 660 234 622V290Q234 262 250 250Z',
      ink.main,
      contents,
      450,
    ) +
    lid +
    box(280, 356, 240, 210, 12, '#f7f0df') +
    box(292, 368, 216, 186, 8, 'none', { stroke: ink.accent, 'stroke-width': 5 }) +
    path('M400 392l36 58h-72Z', ink.accent) +
    line('M340 478q20-18 40 0t40 0 40 0M340 502q20-18 40 0t40 0 40 0', ink.accent, 8) +
    line('M350 532h100', ink.night, 6)
  );
}

/** A board with a loaf and a knife's worth of crumbs. */
export function board(ink: Ink): string {
  return (
    moved(
      0,
      20,
      turned(
        -10,
        box(372, 90, 56, 170, 28, ink.main) +
          `<circle cx="400" cy="124" r="14" fill="#ece2d0"/>` +
          box(212, 214, 376, 410, 40, ink.deep) +
          box(212, 208, 376, 404, 40, ink.main) +
          [270, 340, 450, 530]
            .map((x, index) =>
              line(`M${x} 230C${x + 20} 340 ${x - 24} 460 ${x + (index % 2 ? 14 : -8)} 590`, ink.deep, 4, {
                opacity: 0.55,
              }),
            )
            .join(''),
      ),
    ) +
    solid(
      'f',
      'M270 470C240 390 330 330 420 340C540 340 590 420 560 490C540 540 310 540 270 470Z',
      '#c98f4e',
      path('M250 500C320 530 520 540 580 480V560H250Z', '#a8713a') +
        line('M340 376l30 50M400 362l30 54M464 366l26 52', '#f0d4a0', 13),
      500,
    )
  );
}

/** A folding oyster knife beside an open oyster. */
export function oyster(ink: Ink): string {
  return (
    turned(
      -28,
      path('M360 120C384 96 416 96 440 120L432 330H368Z', '#c8d0d5') +
        path('M400 104L440 120L432 330H400Z', '#a6b1b9') +
        box(350, 320, 100, 30, 8, ink.accent) +
        solid(
          'h',
          'M356 350H444C468 420 464 520 440 590Q400 620 360 590C336 520 332 420 356 350Z',
          ink.main,
          line('M376 370C364 440 366 520 380 580', ink.paler, 12, { opacity: 0.5 }),
          410,
        ) +
        disc(400, 400, 9, ink.accent) +
        disc(400, 540, 9, ink.accent),
      330,
      400,
    ) +
    moved(
      470,
      470,
      path('M-20 60C-60 0 0-90 90-90C180-84 210 0 180 70C150 140 20 140 -20 60Z', '#5f6b74') +
        path('M0 54C-30 6 18-66 90-66C160-60 184 4 158 58C132 112 34 116 0 54Z', '#e9e4da') +
        path('M34 44C20 10 50-34 94-32C134-28 148 8 132 40C114 72 56 78 34 44Z', '#c9c3bb') +
        disc(112, 10, 14, '#fbf8f2') +
        disc(108, 6, 5, '#ffffff'),
    )
  );
}
