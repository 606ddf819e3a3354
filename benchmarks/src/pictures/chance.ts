/** What a seed decides. */
import { seeded } from "../random.ts";

/** Draws of one seed. */
export interface Chance {
  /** A number from `from` up to, not with, `to`. */
  readonly between: (from: number, to: number) => number;
  /** A whole number from `from` up to, not with, `to`. */
  readonly whole: (from: number, to: number) => number;
  readonly of: <T>(list: readonly T[]) => T;
  readonly holds: (probability: number) => boolean;
  /** A colour of SVG, of some lightness in percent. */
  readonly colour: (fromLight?: number, toLight?: number) => string;
}

/** Draws of a seed: a word and a number. */
export function chanceOf(word: string, number: number): Chance {
  let seed = Math.imul(number + 1, 2_654_435_761);
  for (const letter of word) seed = Math.imul(seed ^ letter.charCodeAt(0), 16_777_619);
  const next = seeded(seed);
  const between = (from: number, to: number): number => from + next() * (to - from);
  const whole = (from: number, to: number): number => Math.floor(between(from, to));
  return {
    between,
    whole,
    of: (list) => list[whole(0, list.length)]!,
    holds: (probability) => next() < probability,
    colour: (fromLight = 20, toLight = 90) =>
      `hsl(${whole(0, 360)} ${whole(10, 95)}% ${whole(fromLight, toLight)}%)`,
  };
}
