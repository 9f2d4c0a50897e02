import { fingerprint } from './names.js';

/** Words in a title, and the drawing that goes with them; the first that fits wins. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/\b(parka|winter jacket)\b/, 'parka'],
  [/\b(peacoat|blazer|tuxedo|suit|overcoat)\b/, 'peacoat'],
  [/\b(raincoat|oilskin|rain jacket)\b/, 'oilskin'],
  [/\b(anorak|smock|windbreaker)\b/, 'anorak'],
  [/\b(vest|gilet)\b/, 'vest'],
  [/\b(puffer|quilted)\b/, 'quilted'],
  [/\b(jacket|coat)\b/, 'shell'],
  [/\b(cardigan)\b/, 'cardigan'],
  [/\b(striped?|breton|stripes)\b/, 'striped-top'],
  [/\b(jumper|sweater|pullover|knitted)\b/, 'cable-sweater'],
  [/\b(turtleneck|roll-?neck)\b/, 'gansey'],
  [/\b(shirt|blouse|denim top)\b/, 'chore'],
  [/\b(top|tee|t-shirt|henley|long ?sleeve)\b/, 'henley'],
  [/\b(hoodie|sweatshirt)\b/, 'sweatshirt'],
  [/\b(trousers|pants|jeans|dungarees)\b/, 'bib'],
  [/\b(beanie|hat|cap)\b/, 'beanie'],
  [/\b(scarf)\b/, 'scarf'],
  [/\b(gloves?|mittens?)\b/, 'mittens'],
  [/\b(socks?)\b/, 'socks'],
  [/\b(wellies|rubber boots?)\b/, 'wellies'],
  [/\b(boots?|high tops?|sneakers?|trainers?)\b/, 'lace-boots'],
  [/\b(sandals?)\b/, 'sandals'],
  [/\b(espadrilles?|slippers?)\b/, 'espadrilles'],
  [/\b(shoes?|loafers?)\b/, 'boat-shoes'],
  [/\b(backpack|rucksack)\b/, 'backpack'],
  [/\b(duffel|holdall|weekender)\b/, 'duffel'],
  [/\b(bag|tote|purse)\b/, 'tote'],
  [/\b(mug|cup)\b/, 'enamel-mug'],
  [/\b(kettle|teapot)\b/, 'kettle'],
  [/\b(bottle)\b/, 'bottle'],
  [/\b(flask|thermos)\b/, 'flask'],
  [/\b(bowls?|plates?)\b/, 'bowls'],
  [/\b(lantern|lamp|light)\b/, 'lantern'],
  [/\b(blanket|throw|quilt)\b/, 'blanket'],
  [/\b(cushion|pillow)\b/, 'cushion'],
  [/\b(candle)\b/, 'candle'],
  [/\b(rug|mat|doormat)\b/, 'mat'],
  [/\b(clock|watch)\b/, 'tide-clock'],
  [/\b(print|poster|art)\b/, 'print-boats'],
  [/\b(knife|tool)\b/, 'knife'],
  [/\b(rope|line|cord)\b/, 'rope'],
  [/\b(compass)\b/, 'compass'],
  [/\b(notebook|journal|planner)\b/, 'notebook'],
  [/\b(book|guide)\b/, 'book'],
  [/\b(map|chart)\b/, 'chart'],
  [/\b(pencils?|pens?)\b/, 'pencils'],
];

const COLOURS: readonly (readonly [RegExp, string])[] = [
  [/\b(navy)\b/, '#27405f'],
  [/\b(ocean|blue|denim|indigo)\b/, '#3a6690'],
  [/\b(black|dark|charcoal)\b/, '#3a4048'],
  [/\b(white|cream|ivory)\b/, '#ece6d8'],
  [/\b(olive|khaki)\b/, '#6b6f45'],
  [/\b(green|emerald|sage)\b/, '#4c7a62'],
  [/\b(red|crimson|burgundy)\b/, '#a8443c'],
  [/\b(yellow|mustard|gold)\b/, '#dca632'],
  [/\b(orange|rust|coral)\b/, '#cf6f3c'],
  [/\b(pink|rose)\b/, '#cf8f94'],
  [/\b(purple|violet|lilac)\b/, '#735c8a'],
  [/\b(brown|tan|leather|camel)\b/, '#8f6540'],
  [/\b(gr[ae]y|silver|slate)\b/, '#7b8790'],
];

const PALETTE = ['#3d7f8c', '#c8553d', '#5f7d5a', '#35506b', '#b98a4a', '#84657f', '#4d8193', '#a5463f'];
const ACCENTS = ['#e8c15a', '#f2e3c0', '#2f4358'];
const GROUNDS = ['sand', 'mist', 'foam', 'shell', 'chalk', 'sky'];

export interface Look {
  readonly kind: string;
  readonly colour: string;
  readonly accent: string;
  readonly ground: string;
}

/** How to draw a product of which only words are known. Some dozens of looks a kind, so that many products share a picture. */
export function guessLook(slug: string, title: string, ...more: readonly string[]): Look {
  const find = (list: readonly (readonly [RegExp, string])[]): string | undefined =>
    [title, ...more].map((text) => list.find(([words]) => words.test(text.toLowerCase()))?.[1]).find(Boolean);
  const seed = Number.parseInt(fingerprint(slug), 16);
  const pick = (list: readonly string[], number: number): string => list[number % list.length] ?? '';
  const scenery = seed >>> 8;
  return {
    kind: find(KINDS) ?? 'parcel',
    colour: find(COLOURS) ?? pick(PALETTE, seed),
    accent: pick(ACCENTS, scenery),
    ground: pick(GROUNDS, scenery),
  };
}
