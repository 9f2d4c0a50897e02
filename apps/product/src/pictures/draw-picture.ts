import { createHash } from 'node:crypto';
import { DRAWINGS, type DrawingKind } from './drawings.js';
import { inkOf } from './ink.js';
import { type Ground, GROUNDS, scene } from './scene.js';

export interface PictureSpec {
  readonly kind: DrawingKind;
  readonly colour: string;
  readonly accent: string;
  readonly ground: Ground;
}

export interface DrawnPicture {
  readonly svg: string;
  /** Of the content: the address of a picture that never changes. */
  readonly hash: string;
}

export const PICTURE_SIZE = 800;

const WIDE_SHADOWS: Partial<Record<DrawingKind, number>> = {
  wellies: 230,
  'deck-boots': 270,
  'lace-boots': 240,
  'boat-shoes': 290,
  sandals: 280,
  espadrilles: 290,
  duffel: 290,
  blanket: 280,
  bottle: 170,
  candle: 190,
  pencils: 180,
  'key-float': 150,
  brush: 200,
};

export function drawPicture(spec: PictureSpec): DrawnPicture {
  const ink = inkOf(spec.colour, spec.accent);
  const svg = scene(spec.ground, DRAWINGS[spec.kind](ink), WIDE_SHADOWS[spec.kind] ?? 225);
  return { svg, hash: createHash('sha256').update(svg).digest('hex').slice(0, 16) };
}

/** A look by its names; an unknown kind is drawn as a parcel. */
export function pictureSpec(look: Readonly<Record<'kind' | 'colour' | 'accent' | 'ground', string>>): PictureSpec {
  return {
    kind: look.kind in DRAWINGS ? (look.kind as DrawingKind) : 'parcel',
    colour: look.colour,
    accent: look.accent,
    ground: look.ground in GROUNDS ? (look.ground as Ground) : 'sand',
  };
}
