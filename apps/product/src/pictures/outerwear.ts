import type { Ink } from './ink.js';
import { box, disc, each, line, path, solid, twice } from './shapes.js';

interface Cut {
  readonly hem: number;
  readonly top: 'hood' | 'stand' | 'lapel' | 'collar';
  readonly front: 'zip' | 'snaps' | 'toggles' | 'double' | 'half-zip';
  readonly pockets: 'flap' | 'welt' | 'kangaroo' | 'patch';
  readonly sleeves?: boolean;
  readonly quilted?: boolean;
  readonly cord?: boolean;
}

const SLEEVE =
  'M262 206C204 222 178 280 164 360L128 580C126 594 132 601 144 603L196 611C208 613 214 606 216 594L262 380Z';

function body(hem: number): string {
  return `M300 188C340 206 460 206 500 188L548 206C566 216 572 240 574 268L584 ${hem - 16}Q586 ${hem} 568 ${hem + 3}Q400 ${hem + 16} 232 ${hem + 3}Q214 ${hem} 216 ${hem - 16}L226 268C228 240 234 216 252 206Z`;
}

function sleeve(ink: Ink): string {
  const cuff = path('M133 552L128 580C126 594 132 601 144 603L196 611C208 613 214 606 216 594L221 566Z', ink.deeper);
  const fold = line('M186 300C180 350 172 400 168 450M232 400C226 440 214 480 212 500', ink.deeper, 5, {
    opacity: 0.45,
  });
  return path(SLEEVE, ink.deep) + cuff + fold;
}

function top(ink: Ink, kind: Cut['top']): string {
  if (kind === 'hood') {
    return (
      path('M292 200C262 128 318 76 400 76C482 76 538 128 508 200C470 236 330 236 292 200Z', ink.deep) +
      path('M322 196C304 146 344 112 400 112C456 112 496 146 478 196C450 222 350 222 322 196Z', ink.night) +
      path('M322 196C350 222 450 222 478 196C470 236 440 262 400 270C360 262 330 236 322 196Z', ink.pale)
    );
  }
  if (kind === 'stand') {
    return (
      path('M314 194L320 140Q400 118 480 140L486 194Q400 226 314 194Z', ink.deep) +
      path('M336 150Q400 132 464 150L462 176Q400 194 338 176Z', ink.night)
    );
  }
  if (kind === 'lapel') {
    return (
      path('M330 178Q400 150 470 178L400 330Z', ink.night) +
      twice(path('M330 168L288 196L262 292L322 300L306 330L400 420L400 372L346 232Z', ink.deep)) +
      twice(line('M322 300L266 292', ink.night, 4, { opacity: 0.5 }))
    );
  }
  return (
    path('M338 176Q400 152 462 176L400 236Z', ink.night) +
    twice(path('M340 162L294 190L318 262L400 232Z', ink.accentDeep))
  );
}

function front(ink: Ink, cut: Cut): string {
  const from = cut.top === 'hood' ? 268 : cut.top === 'lapel' ? 420 : cut.top === 'collar' ? 234 : 198;
  if (cut.front === 'half-zip') {
    return (
      line(`M400 ${from}V420`, ink.night, 10) +
      line(`M400 ${from}V420`, ink.accent, 3) +
      box(392, 412, 16, 34, 6, ink.accent)
    );
  }
  if (cut.front === 'zip') {
    return (
      line(`M400 ${from}V${cut.hem + 6}`, ink.night, 9, { opacity: 0.65 }) +
      line(`M400 ${from}V${cut.hem + 6}`, ink.paler, 2.5, { 'stroke-dasharray': '5 9' }) +
      box(392, from + 6, 16, 32, 6, ink.accent)
    );
  }
  const span = (cut.hem - 50 - from - 20) / 4;
  const heights = Array.from({ length: 5 }, (_, index) => from + 24 + index * span);
  if (cut.front === 'double') {
    const rows = heights
      .slice(0, 4)
      .map((y) =>
        [344, 456]
          .map(
            (x) =>
              disc(x, y + 4, 14, ink.night) +
              disc(x - 2, y + 1, 12, ink.accent) +
              disc(x - 5, y - 2, 3, '#fff', { opacity: 0.5 }),
          )
          .join(''),
      );
    return line(`M456 ${from}V${cut.hem + 6}`, ink.deeper, 4, { opacity: 0.6 }) + rows.join('');
  }
  const placket =
    box(374, from, 52, cut.hem + 8 - from, 4, ink.deep) + line(`M426 ${from}V${cut.hem + 6}`, ink.deeper, 3);
  if (cut.front === 'toggles') {
    return (
      placket +
      heights.map((y) => line(`M340 ${y}H462`, ink.night, 5) + box(384, y - 8, 44, 16, 8, ink.accent)).join('')
    );
  }
  return placket + heights.map((y) => disc(400, y, 11, ink.accentDeep) + disc(399, y - 1, 8, ink.accent)).join('');
}

function pockets(ink: Ink, cut: Cut): string {
  const y = Math.min(cut.hem - 150, 470);
  if (cut.pockets === 'welt')
    return twice(
      line(`M262 ${y - 26}L296 ${y + 62}`, ink.night, 13, { opacity: 0.55 }) +
        line(`M262 ${y - 26}L296 ${y + 62}`, ink.pale, 3),
    );
  if (cut.pockets === 'kangaroo') {
    return (
      path(`M284 ${y + 96}L300 ${y - 20}H500L516 ${y + 96}Z`, ink.pale) +
      line(`M284 ${y + 96}L300 ${y - 20}H500L516 ${y + 96}`, ink.deeper, 4, { opacity: 0.6 })
    );
  }
  const patch = box(250, y, 104, 104, 10, ink.pale);
  if (cut.pockets === 'patch') return twice(patch + line(`M250 ${y + 22}H354`, ink.deeper, 3, { opacity: 0.5 }));
  return twice(
    patch +
      path(`M244 ${y - 8}H360V${y + 26}Q302 ${y + 44} 244 ${y + 26}Z`, ink.deeper) +
      disc(302, y + 22, 7, ink.accent),
  );
}

/** A coat, jacket, smock or vest, laid flat. */
export function coat(ink: Ink, cut: Cut): string {
  const quilt = each(9, (index) =>
    line(`M200 ${262 + index * 46}Q400 ${286 + index * 46} 600 ${262 + index * 46}`, ink.deeper, 4, { opacity: 0.5 }),
  );
  const yoke =
    cut.top === 'lapel' || cut.quilted ? '' : path('M226 196H574V292Q400 320 226 292Z', ink.pale, { opacity: 0.55 });
  const cord = cut.cord
    ? line(`M224 ${cut.hem - 128}Q400 ${cut.hem - 112} 576 ${cut.hem - 128}`, ink.deeper, 8) +
      twice(line(`M388 ${cut.hem - 118}V${cut.hem - 62}`, ink.accent, 6))
    : '';
  const inner = (cut.quilted ? quilt : yoke) + cord + pockets(ink, cut) + front(ink, cut);
  const arms =
    cut.sleeves === false ? twice(path('M252 204C226 250 222 320 236 372L262 300Z', ink.night)) : twice(sleeve(ink));
  return arms + solid('b', body(cut.hem), ink.main, inner) + top(ink, cut.top);
}

/** Bib-and-brace rain trousers. */
export function bib(ink: Ink): string {
  const legs =
    'M284 268L300 210H500L516 268L540 640Q541 656 524 656H438Q424 656 422 642L404 430H396L378 642Q376 656 362 656H276Q259 656 260 640Z';
  const straps = twice(
    line('M322 220L306 108Q304 92 322 94L352 120', ink.deeper, 24) + box(304, 168, 34, 42, 6, ink.accent),
  );
  const inner =
    box(332, 238, 136, 84, 10, ink.pale) +
    line('M332 262H468', ink.deeper, 3) +
    line('M270 356Q400 372 530 356', ink.deeper, 6, { opacity: 0.7 }) +
    line('M400 324V430', ink.deeper, 5) +
    twice(
      box(276, 470, 96, 92, 14, ink.deep) +
        line('M262 622H378', ink.paler, 12, { opacity: 0.8 }) +
        line('M286 372L276 440', ink.night, 6, { opacity: 0.5 }),
    );
  return straps + solid('b', legs, ink.main, inner);
}
