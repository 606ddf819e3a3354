/** Keypoints of a picture in vectors: what src/images/keypoints.ts says, bit for bit. AssemblyScript. */
import { findCorners } from "./corners";
import { angleAt, describe } from "./descriptors";
import { begin, halve, height, image, mirror, readPixels, scale, smooth, width } from "./grey-image";
import { ANGLES, CHOSEN, PLACES, SIZES, SMOOTHED, X, Y } from "./keypoints-memory";

export {
  ANGLES,
  COSINES,
  DESCRIPTORS,
  DISC,
  GREY,
  MARGINS,
  MAX_COUNT,
  MAX_SIDE,
  MAX_SIZES,
  OTHER_GREY,
  PATTERN,
  PIXELS,
  ROW_STARTS,
  SEEN,
  SINES,
  SIZES,
  SMOOTHED,
  SOUGHT_DESCRIPTORS,
  SOUGHT_IN,
  SOUGHT_TURNS,
  SOUGHT_X,
  SOUGHT_Y,
  VIEWS,
  VIEW_BYTES,
  X,
  Y,
} from "./keypoints-memory";
export { begin as beginSeeking, seek, seekEach } from "./seek";

/** Keypoints of the last picture. */
let keypoints: u32 = 0;

/**
 * Finds the keypoints of the picture in PIXELS in each of the sizes in SIZES, and writes into the fourth number of each how
 * many there are with those before.
 *
 * @param halvings how often it is halved first
 */
export function find(
  across: u32,
  down: u32,
  channels: u32,
  mirrored: bool,
  negative: bool,
  halvings: u32,
  sizes: u32,
  border: u32,
  threshold: u32,
  margins: bool,
): void {
  keypoints = 0;
  readPixels(across, down, channels, negative);
  if (mirrored) mirror();
  for (let i: u32 = 0; i < halvings; i++) halve();
  for (let i: u32 = 0; i < sizes; i++) {
    const size = SIZES + (<usize>i << 4);
    const toWidth = load<u32>(size);
    const toHeight = load<u32>(size, 4);
    if (toWidth != width || toHeight != height) scale(toWidth, toHeight);
    findInSize(load<u32>(size, 8), border, threshold, margins);
    store<u32>(size, keypoints, 12);
  }
}

function findInSize(count: u32, border: u32, threshold: u32, margins: bool): void {
  const corners = findCorners(image, width, height, border, threshold, count);
  if (corners == 0) return;
  smooth();
  for (let i: u32 = 0; i < corners; i++, keypoints++) {
    const place = load<u32>(PLACES + (<usize>load<u32>(CHOSEN + (<usize>i << 2)) << 2)) & 0x7fffffff;
    const x = place & 0xffff;
    const y = place >> 16;
    const at = y * width + x;
    const angle = angleAt(image + at, width);
    store<u16>(X + (<usize>keypoints << 1), <u16>x);
    store<u16>(Y + (<usize>keypoints << 1), <u16>y);
    store<u8>(ANGLES + keypoints, <u8>angle);
    describe(SMOOTHED + at, width, angle, keypoints, margins);
  }
}

/** Turns the picture in PIXELS to grey values; returns where they lie. */
export function toGrey(across: u32, down: u32, channels: u32, mirrored: bool, negative: bool): usize {
  readPixels(across, down, channels, negative);
  if (mirrored) mirror();
  return image;
}

/** Scales the grey picture in GREY by less than two; returns where it lies. */
export function toSize(across: u32, down: u32, toAcross: u32, toDown: u32): usize {
  begin(across, down);
  scale(toAcross, toDown);
  return image;
}

/** Smooths the grey picture in GREY into SMOOTHED. Both sides have at least 7 pixels. */
export function toSmooth(across: u32, down: u32): void {
  begin(across, down);
  smooth();
}
