/**
 * Whether two pictures show the same: keypoints that look alike are paired, and a move, turn and scaling is looked for under
 * which many pairs agree. Nothing is random: every pair of the best pairs is tried, so a repeat gives the same answer, and the
 * work is bounded by counts.
 */
import { findNearest } from "../wasm/pairs-kernel.ts";
import { levelStep, type Keypoints } from "./keypoints.ts";
import { noKeypoint } from "./nearest-keypoints.ts";

/** Two keypoints that look alike: numbers in the first and the second picture. */
export interface KeypointPair {
  readonly first: number;
  readonly second: number;
  /** Bits in which they differ. */
  readonly distance: number;
}

/** Where the second picture's places lie in the first: x' = a x + b y + c, y' = d x + e y + f, in longer sides. */
export type Placement = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** How the second picture lies in the first. */
export interface Alignment {
  readonly pairs: readonly KeypointPair[];
  readonly placement: Placement;
  /** Size of the second picture's content in the first: 1 when it is as large, counted in longer sides. */
  readonly scale: number;
  /** Part of the second picture's keypoints, of those that lie within the first, which are among the pairs. */
  readonly share: number;
  /** How many of 64 cells hold a pair, when the part of the second picture that lies within the first is cut 8 by 8. */
  readonly cells: number;
}

/** Pairs differ in at most so many bits; unrelated keypoints in about 128. */
const maxDistance = 72;
/** The second-best partner must be clearly worse, or it is one of many that look the same. */
const maxRatio = 0.88;
/** Pairs of which every two are tried. */
const triedPairs = 60;
/** How far a pair may lie off, in longer sides, at first and when the placement is settled. */
const tolerance = 0.03;
const fineTolerance = 0.018;
const minScale = 0.12;
const maxScale = 8;
/** How much two directions may be off, in 256ths of a turn. */
const maxTurnError = 22;
/** Pairs without which there is no alignment at all. */
const minPairs = 6;

/** Looks for the placement under which most pairs agree; undefined when fewer than six do. At most 0.1 M steps. */
export function align(first: Keypoints, second: Keypoints): Alignment | undefined {
  const pairs = pairUp(first, second);
  if (pairs.length < minPairs) return undefined;
  const moves = pairs.map((pair) => placesOf(pair, first, second));
  let best: readonly Move[] = [];
  const tried = moves.slice(0, triedPairs);
  for (let i = 0; i < tried.length; i++)
    for (let j = i + 1; j < tried.length; j++) {
      const placement = placementOf(tried[i]!, tried[j]!);
      if (placement === undefined) continue;
      const agreeing = moves.filter((move) => errorOf(move, placement) < tolerance ** 2);
      if (agreeing.length > best.length) best = agreeing;
    }
  return best.length < minPairs ? undefined : settle(best, moves, first, second);
}

interface Move {
  readonly pair: KeypointPair;
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
  /** How much the keypoint was turned, in 256ths. */
  readonly turn: number;
  /** How much larger it is in the first picture. */
  readonly growth: number;
}

function placesOf(pair: KeypointPair, first: Keypoints, second: Keypoints): Move {
  const { first: i, second: j } = pair;
  return {
    pair,
    fromX: second.x[j]! / 65_535,
    fromY: second.y[j]! / 65_535,
    toX: first.x[i]! / 65_535,
    toY: first.y[i]! / 65_535,
    turn: (first.angle[i]! - second.angle[j]!) & 255,
    growth: levelStep ** (first.level[i]! - second.level[j]!),
  };
}

/** Pairs each keypoint of the second picture with the one of the first that looks most like it, the best pairs first. */
function pairUp(first: Keypoints, second: Keypoints): KeypointPair[] {
  const { nearest, distances, rivalDistances } = findNearest(first, second, maxDistance);
  const pairs: KeypointPair[] = [];
  for (let j = 0; j < second.count; j++)
    if (nearest[j] !== noKeypoint && distances[j]! < maxRatio * rivalDistances[j]!)
      pairs.push({ first: nearest[j]!, second: j, distance: distances[j]! });
  return pairs.sort((p, q) => p.distance - q.distance || p.second - q.second);
}

/** The move, turn and scaling that two pairs ask for; undefined when their own directions and sizes say otherwise. */
function placementOf(p: Move, q: Move): Placement | undefined {
  const [fromX, fromY] = [q.fromX - p.fromX, q.fromY - p.fromY];
  const [toX, toY] = [q.toX - p.toX, q.toY - p.toY];
  const length = fromX * fromX + fromY * fromY;
  if (length < 0.03 ** 2) return undefined;
  const a = (toX * fromX + toY * fromY) / length;
  const d = (toY * fromX - toX * fromY) / length;
  const scale = Math.sqrt(a * a + d * d);
  if (scale < minScale || scale > maxScale) return undefined;
  const turn = Math.round((Math.atan2(d, a) * 128) / Math.PI);
  for (const move of [p, q]) {
    const off = Math.abs(((((move.turn - turn) % 256) + 384) % 256) - 128);
    const grown = scale / move.growth;
    if (off > maxTurnError || grown < 0.6 || grown > 1.7) return undefined;
  }
  return [a, -d, p.toX - (a * p.fromX - d * p.fromY), d, a, p.toY - (d * p.fromX + a * p.fromY)];
}

/** Square of the distance between where a pair is and where the placement puts it, in the first picture's longer sides. */
function errorOf({ fromX, fromY, toX, toY }: Move, [a, b, c, d, e, f]: Placement): number {
  const x = a * fromX + b * fromY + c - toX;
  const y = d * fromX + e * fromY + f - toY;
  return x * x + y * y;
}

/** Fits the placement to all that agree, twice, each keypoint counted once. */
function settle(
  agreeing: readonly Move[],
  moves: readonly Move[],
  first: Keypoints,
  second: Keypoints,
): Alignment | undefined {
  let placement = fit(agreeing);
  let inside = agreeing;
  for (let round = 0; round < 2 && placement !== undefined; round++) {
    const settled = placement;
    inside = distinct(moves.filter((move) => errorOf(move, settled) < fineTolerance ** 2));
    placement = inside.length < minPairs ? undefined : fit(inside);
  }
  if (placement === undefined) return undefined;
  const [a, b, , d, e] = placement;
  const area = Math.abs(a * e - b * d);
  const scale = Math.sqrt(area);
  if (scale < minScale || scale > maxScale || isSkewed(placement, scale)) return undefined;
  const overlap = overlapOf(first, second, placement);
  return {
    pairs: inside.map(({ pair }) => pair),
    placement,
    scale,
    share: inside.length / Math.max(inside.length, overlap.keypoints),
    cells: countCells(inside, overlap.box),
  };
}

/** A copy may be stretched by half, not folded: pairs that agree by chance are. */
function isSkewed([a, b, , d, e]: Placement, scale: number): boolean {
  const across = Math.hypot(a, d);
  const down = Math.hypot(b, e);
  const lean = Math.abs(a * b + d * e) / (across * down);
  return Math.max(across, down) > 1.6 * Math.min(across, down) || lean > 0.35 || scale === 0;
}

/** Of pairs that share a keypoint of the first picture or a place of the second only the best counts. */
function distinct(moves: readonly Move[]): Move[] {
  const kept: Move[] = [];
  for (const move of moves) {
    const isAnother = kept.every(
      (other) =>
        other.pair.first !== move.pair.first &&
        Math.abs(other.fromX - move.fromX) + Math.abs(other.fromY - move.fromY) > 0.012,
    );
    if (isAnother) kept.push(move);
  }
  return kept;
}

/** What of the second picture lies within the first: how many keypoints, and the box about them. */
function overlapOf(
  first: Keypoints,
  second: Keypoints,
  [a, b, c, d, e, f]: Placement,
): { readonly keypoints: number; readonly box: Box } {
  const [width, height] = [Math.max(...first.x) / 65_535, Math.max(...first.y) / 65_535];
  const box = { left: 1, top: 1, right: 0, bottom: 0 };
  let count = 0;
  for (let i = 0; i < second.count; i++) {
    const [x, y] = [second.x[i]! / 65_535, second.y[i]! / 65_535];
    const [atX, atY] = [a * x + b * y + c, d * x + e * y + f];
    if (atX < 0 || atX > width || atY < 0 || atY > height) continue;
    count++;
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x);
    box.bottom = Math.max(box.bottom, y);
  }
  return { keypoints: count, box };
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Pairs that all lie on two letters of a word fill few cells. */
function countCells(moves: readonly Move[], { left, top, right, bottom }: Box): number {
  return new Set(moves.map(({ fromX, fromY }) => cellOf(fromY, top, bottom) * 8 + cellOf(fromX, left, right)))
    .size;
}

function cellOf(value: number, from: number, to: number): number {
  return Math.max(0, Math.min(7, Math.floor((8 * (value - from)) / Math.max(to - from, 1e-6))));
}

/** The placement with the least sum of squared errors; with few pairs one that only moves, turns and scales. */
function fit(moves: readonly Move[]): Placement | undefined {
  return moves.length < 10 ? fitSimilar(moves) : (fitAffine(moves) ?? fitSimilar(moves));
}

function fitSimilar(moves: readonly Move[]): Placement | undefined {
  const n = moves.length;
  const sums = { x: 0, y: 0, u: 0, v: 0, length: 0, dot: 0, cross: 0 };
  for (const { fromX, fromY, toX, toY } of moves) {
    sums.x += fromX;
    sums.y += fromY;
    sums.u += toX;
    sums.v += toY;
    sums.length += fromX * fromX + fromY * fromY;
    sums.dot += fromX * toX + fromY * toY;
    sums.cross += fromX * toY - fromY * toX;
  }
  const length = sums.length - (sums.x ** 2 + sums.y ** 2) / n;
  if (length < 1e-9) return undefined;
  const a = (sums.dot - (sums.x * sums.u + sums.y * sums.v) / n) / length;
  const d = (sums.cross - (sums.x * sums.v - sums.y * sums.u) / n) / length;
  return [a, -d, (sums.u - a * sums.x + d * sums.y) / n, d, a, (sums.v - d * sums.x - a * sums.y) / n];
}

function fitAffine(moves: readonly Move[]): Placement | undefined {
  const n = moves.length;
  const mean = (of: (move: Move) => number): number => moves.reduce((sum, move) => sum + of(move), 0) / n;
  const [x, y, u, v] = [mean((m) => m.fromX), mean((m) => m.fromY), mean((m) => m.toX), mean((m) => m.toY)];
  const product = (p: (move: Move) => number, q: (move: Move) => number): number =>
    moves.reduce((sum, move) => sum + p(move) * q(move), 0);
  const [dx, dy] = [(m: Move): number => m.fromX - x, (m: Move): number => m.fromY - y];
  const [du, dv] = [(m: Move): number => m.toX - u, (m: Move): number => m.toY - v];
  const [xx, yy, xy] = [product(dx, dx), product(dy, dy), product(dx, dy)];
  const determinant = xx * yy - xy * xy;
  if (determinant < 1e-6 * n * n) return undefined;
  const solve = (px: number, py: number): readonly [number, number] => [
    (px * yy - py * xy) / determinant,
    (py * xx - px * xy) / determinant,
  ];
  const [a, b] = solve(product(dx, du), product(dy, du));
  const [d, e] = solve(product(dx, dv), product(dy, dv));
  return [a, b, u - a * x - b * y, d, e, v - d * x - e * y];
}
