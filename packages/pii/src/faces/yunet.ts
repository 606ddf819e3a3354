/**
 * What YuNet takes and gives (Wu et al., "YuNet: A Tiny Millisecond-level Face Detector", 2023; the ONNX files of 2023 in
 * OpenCV Zoo). Written after the description of its outputs: three grids of cells of 8, 16 and 32 pixels, for each cell two
 * scores, a box and five points, all relative to the cell.
 */
import type { FacePicture, Point } from "./picture.ts";

/** A face in pixels of the picture that the model saw. */
export interface YunetFace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The root of both scores' product, 0 to 1. */
  readonly score: number;
  /** The person's right eye, left eye, tip of the nose, right and left corner of the mouth. */
  readonly points: readonly Point[];
}

/** Numbers of one output by its name, such as `cls_8` or `kps_32`. */
export type YunetOutputs = Readonly<Record<string, Float32Array>>;

/** What counts as a face. */
export interface YunetThresholds {
  /** Default: 0.6. */
  readonly score?: number;
  /** Share of two boxes' area above which the less sure one is the same face. Default: 0.3. */
  readonly overlap?: number;
  /** Boxes looked at, the surest first. Default: 5,000. */
  readonly candidates?: number;
}

/** Sides of the cells of the three grids. */
const yunetStrides = [8, 16, 32] as const;
/** Outputs of each grid, with their numbers a cell. */
const parts = { cls: 1, obj: 1, bbox: 4, kps: 10 } as const;

/** Names of every output that must be there. */
export const yunetOutputNames: readonly string[] = yunetStrides.flatMap((stride) =>
  Object.keys(parts).map((part) => `${part}_${stride}`),
);

/**
 * Lays a picture out as the model takes it: blue, green and red planes, 0 to 255, filled up with black at the right and below.
 *
 * @param width of the input, a multiple of 32 and no less than the picture's
 */
export function yunetInput(
  { bytes, channels, ...picture }: FacePicture,
  width: number,
  height: number,
): Float32Array {
  const plane = width * height;
  const input = new Float32Array(3 * plane);
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++) {
      const from = (y * picture.width + x) * channels;
      const to = y * width + x;
      for (let channel = 0; channel < 3; channel++)
        input[channel * plane + to] = bytes[from + (channels === 1 ? 0 : 2 - channel)]!;
    }
  return input;
}

/**
 * Reads the faces out of what the model gave, the surest first.
 *
 * @param width of the input
 * @returns undefined when an output is missing or has another size
 */
export function readYunet(
  outputs: YunetOutputs,
  width: number,
  height: number,
  { score: least = 0.6, overlap = 0.3, candidates = 5_000 }: YunetThresholds = {},
): readonly YunetFace[] | undefined {
  const found: YunetFace[] = [];
  for (const stride of yunetStrides) {
    const columns = Math.floor(width / stride);
    const cells = columns * Math.floor(height / stride);
    const grid = gridOf(outputs, stride, cells);
    if (grid === undefined) return undefined;
    for (let cell = 0; cell < cells; cell++) {
      const score = Math.sqrt(unit(grid.cls[cell]!) * unit(grid.obj[cell]!));
      if (score >= least) found.push(faceOf(grid, cell, { columns, stride, score }));
    }
  }
  return withoutDoubles(found.sort((a, b) => b.score - a.score).slice(0, candidates), overlap);
}

type Grid = Readonly<Record<keyof typeof parts, Float32Array>>;

function gridOf(outputs: YunetOutputs, stride: number, cells: number): Grid | undefined {
  // Object.entries types its keys as string; these are the parts above.
  const entries = (Object.entries(parts) as [keyof Grid, number][]).map(
    ([part, numbers]) => [part, outputs[`${part}_${stride}`], numbers] as const,
  );
  const isWhole = entries.every(([, values, numbers]) => values?.length === cells * numbers);
  return isWhole ? (Object.fromEntries(entries) as unknown as Grid) : undefined;
}

function faceOf(
  { bbox, kps }: Grid,
  cell: number,
  { columns, stride, score }: { readonly columns: number; readonly stride: number; readonly score: number },
): YunetFace {
  const [column, row] = [cell % columns, Math.floor(cell / columns)];
  const [x, y, w, h] = bbox.subarray(4 * cell, 4 * cell + 4);
  const [width, height] = [Math.exp(w!) * stride, Math.exp(h!) * stride];
  return {
    left: (column + x!) * stride - width / 2,
    top: (row + y!) * stride - height / 2,
    width,
    height,
    score,
    points: Array.from({ length: 5 }, (_, i) => ({
      x: (column + kps[10 * cell + 2 * i]!) * stride,
      y: (row + kps[10 * cell + 2 * i + 1]!) * stride,
    })),
  };
}

/** Of boxes that lie over each other the surest stays. */
function withoutDoubles(sorted: readonly YunetFace[], overlap: number): readonly YunetFace[] {
  const kept: YunetFace[] = [];
  for (const face of sorted) if (kept.every((other) => sharedArea(face, other) <= overlap)) kept.push(face);
  return kept;
}

/** What two boxes share, as a share of what they cover together. */
function sharedArea(a: YunetFace, b: YunetFace): number {
  const across = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const down = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  const shared = Math.max(0, across) * Math.max(0, down);
  return shared / Math.max(1e-9, a.width * a.height + b.width * b.height - shared);
}

/** NaN is no score. */
function unit(value: number): number {
  return value > 0 ? Math.min(1, value) : 0;
}
