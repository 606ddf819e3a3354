/** Where a picture lies in another. */
import type { Alignment } from "./align-pictures.ts";

/** A part of a picture, in shares of its width and height from the upper left corner. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The whole of a picture. */
const whole: Region = { left: 0, top: 0, right: 1, bottom: 1 };

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The box about the record's picture in the output, and about the output in the record's picture, each cut to what there is.
 *
 * @param mirrored the alignment is that of the output's mirror image
 */
export function regionsOf(
  alignment: Alignment | undefined,
  output: Size,
  record: Size,
  mirrored: boolean,
): { readonly output: Region; readonly recordRegion: Region } {
  if (alignment === undefined) return { output: whole, recordRegion: whole };
  const [a, b, c, d, e, f] = alignment.placement;
  const determinant = a * e - b * d;
  const inverse = [
    e / determinant,
    -b / determinant,
    (b * f - c * e) / determinant,
    -d / determinant,
    a / determinant,
    (c * d - a * f) / determinant,
  ] as const;
  const found = boxOf(record, output, alignment.placement);
  return {
    output: mirrored ? { ...found, left: 1 - found.right, right: 1 - found.left } : found,
    recordRegion: boxOf(output, record, inverse),
  };
}

/** The box about the corners of one picture, placed in another. */
function boxOf(from: Size, to: Size, [a, b, c, d, e, f]: Alignment["placement"]): Region {
  const [width, height] = inLongerSides(from);
  const [toWidth, toHeight] = inLongerSides(to);
  const corners = [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ] as const;
  const x = corners.map(([cornerX, cornerY]) => (a * cornerX + b * cornerY + c) / toWidth);
  const y = corners.map(([cornerX, cornerY]) => (d * cornerX + e * cornerY + f) / toHeight);
  return {
    left: share(Math.min(...x)),
    top: share(Math.min(...y)),
    right: share(Math.max(...x)),
    bottom: share(Math.max(...y)),
  };
}

/** Width and height in longer sides. */
export function inLongerSides({ width, height }: Size): readonly [number, number] {
  const longer = Math.max(width, height, 1);
  return [width / longer, height / longer];
}

/** Cut to the picture and rounded to a thousandth: more would not be true. */
function share(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 1_000) / 1_000;
}
