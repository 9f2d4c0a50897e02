import * as bags from './bags.js';
import * as cabin from './cabin.js';
import * as deck from './deck.js';
import * as footwear from './footwear.js';
import * as galley from './galley.js';
import type { Ink } from './ink.js';
import * as knitwear from './knitwear.js';
import * as outerwear from './outerwear.js';
import * as paper from './paper.js';
import { moved } from './shapes.js';

/** Low things are drawn a little larger, standing on the same ground. */
const low = (draw: (ink: Ink) => string) => (ink: Ink) => moved(-62, -100, draw(ink), 1.15);

/** Every picture of the shop by its kind. */
export const DRAWINGS = {
  oilskin: (ink) => outerwear.coat(ink, { hem: 640, top: 'hood', front: 'snaps', pockets: 'flap' }),
  parka: (ink) => outerwear.coat(ink, { hem: 650, top: 'hood', front: 'zip', pockets: 'flap', cord: true }),
  anorak: (ink) => outerwear.coat(ink, { hem: 580, top: 'hood', front: 'half-zip', pockets: 'kangaroo' }),
  duffle: (ink) => outerwear.coat(ink, { hem: 650, top: 'hood', front: 'toggles', pockets: 'patch' }),
  vest: (ink) =>
    outerwear.coat(ink, { hem: 560, top: 'stand', front: 'zip', pockets: 'welt', sleeves: false, quilted: true }),
  peacoat: (ink) => outerwear.coat(ink, { hem: 640, top: 'lapel', front: 'double', pockets: 'welt' }),
  chore: (ink) => outerwear.coat(ink, { hem: 590, top: 'collar', front: 'snaps', pockets: 'patch' }),
  shell: (ink) => outerwear.coat(ink, { hem: 580, top: 'stand', front: 'zip', pockets: 'welt' }),
  quilted: (ink) => outerwear.coat(ink, { hem: 585, top: 'stand', front: 'zip', pockets: 'welt', quilted: true }),
  bib: outerwear.bib,
  'cable-sweater': (ink) => knitwear.jumper(ink, 'cable', 'crew'),
  'striped-top': (ink) => knitwear.jumper(ink, 'stripe', 'crew'),
  gansey: (ink) => knitwear.jumper(ink, 'gansey', 'roll'),
  cardigan: (ink) => knitwear.jumper(ink, 'rib', 'cardigan'),
  'fair-isle': (ink) => knitwear.jumper(ink, 'fair-isle', 'crew'),
  henley: (ink) => knitwear.jumper(ink, 'plain', 'henley'),
  sweatshirt: (ink) => knitwear.jumper(ink, 'plain', 'crew'),
  beanie: knitwear.beanie,
  scarf: knitwear.scarf,
  mittens: knitwear.mittens,
  socks: knitwear.socks,
  wellies: footwear.wellies,
  'deck-boots': low(footwear.deckBoots),
  'lace-boots': footwear.laceBoots,
  'boat-shoes': low(footwear.boatShoes),
  sandals: low(footwear.sandals),
  espadrilles: low(footwear.espadrilles),
  backpack: bags.backpack,
  duffel: bags.duffel,
  tote: bags.tote,
  'dry-bag': bags.dryBag,
  'hip-pack': bags.hipPack,
  'wash-bag': bags.washBag,
  'net-bag': bags.netBag,
  'enamel-mug': galley.enamelMug,
  'stone-mug': galley.stoneMug,
  kettle: galley.kettle,
  skillet: galley.skillet,
  bottle: galley.bottle,
  flask: galley.flask,
  towels: galley.towels,
  bowls: galley.bowls,
  jar: (ink) => galley.tin(ink, true),
  tin: (ink) => galley.tin(ink, false),
  board: galley.board,
  oyster: galley.oyster,
  lantern: cabin.lantern,
  blanket: cabin.blanket,
  cushion: cabin.cushion,
  candle: cabin.candle,
  barometer: (ink) => cabin.dial(ink, false),
  'tide-clock': (ink) => cabin.dial(ink, true),
  'print-lighthouse': (ink) => cabin.print(ink, false),
  'print-boats': (ink) => cabin.print(ink, true),
  mat: cabin.mat,
  knife: deck.knife,
  rope: deck.rope,
  compass: deck.compass,
  binoculars: deck.binoculars,
  'head-torch': deck.headTorch,
  brush: deck.brush,
  cleat: deck.cleat,
  'mending-kit': deck.mendingKit,
  'key-float': deck.keyFloat,
  notebook: paper.notebook,
  'field-notes': paper.fieldNotes,
  calendar: paper.calendar,
  chart: paper.chart,
  book: paper.book,
  pencils: paper.pencils,
  parcel: paper.parcel,
} satisfies Record<string, (ink: Ink) => string>;

export type DrawingKind = keyof typeof DRAWINGS;
export const DRAWING_KINDS = Object.keys(DRAWINGS) as [DrawingKind, ...DrawingKind[]];
