/** The shades one drawing is made of, all derived from a main colour and an accent. */
export interface Ink {
  readonly main: string;
  readonly deep: string;
  readonly deeper: string;
  readonly night: string;
  readonly pale: string;
  readonly paler: string;
  readonly accent: string;
  readonly accentDeep: string;
}

/** Part 0..1 of the way from one hex colour to another. */
export function mix(from: string, to: string, part: number): string {
  const channel = (hex: string, at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);
  const blend = (at: number): string =>
    Math.round(channel(from, at) + (channel(to, at) - channel(from, at)) * part)
      .toString(16)
      .padStart(2, '0');
  return `#${blend(1)}${blend(3)}${blend(5)}`;
}

const SHADE = '#0b1622';
const LIGHT = '#ffffff';

export function inkOf(main: string, accent: string): Ink {
  return {
    main,
    deep: mix(main, SHADE, 0.16),
    deeper: mix(main, SHADE, 0.32),
    night: mix(main, SHADE, 0.62),
    pale: mix(main, LIGHT, 0.18),
    paler: mix(main, LIGHT, 0.4),
    accent,
    accentDeep: mix(accent, SHADE, 0.25),
  };
}
