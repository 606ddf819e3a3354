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
  const { width, height, channels, bytes } = picture;
  const scale = maxSide / Math.max(width, height);
  if (scale >= 1) return picture;
  const [newWidth, newHeight] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  const across = edges(width, newWidth!);
  const down = edges(height, newHeight!);
  const smaller = new Uint8Array(newWidth! * newHeight! * channels);
  let at = 0;
  for (let y = 0; y < newHeight!; y++)
    for (let x = 0; x < newWidth!; x++)
      for (let channel = 0; channel < channels; channel++)
        smaller[at++] = mean(
          bytes,
          { width, channels, channel },
          [across[x]!, across[x + 1]!],
          [down[y]!, down[y + 1]!],
        );
  return { width: newWidth!, height: newHeight!, channels, bytes: smaller };
}

/** First pixel of each stretch, and the end of the last; no stretch is empty. */
function edges(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to + 1 }, (_, i) => Math.floor((i * from) / to));
}

function mean(
  bytes: Uint8Array,
  {
    width,
    channels,
    channel,
  }: { readonly width: number; readonly channels: number; readonly channel: number },
  [left, right]: readonly [number, number],
  [top, bottom]: readonly [number, number],
): number {
  let sum = 0;
  for (let y = top; y < bottom; y++)
    for (let at = (y * width + left) * channels + channel, x = left; x < right; x++, at += channels)
      sum += bytes[at]!;
  return Math.round(sum / ((right - left) * (bottom - top)));
}
