/** How one picture lies in another: moved, turned, scaled, perhaps stretched. */

/** Where a picture's places lie in another: x' = a x + b y + c, y' = d x + e y + f, all in longer sides of their pictures. */
export type Placement = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** A place in one picture and the same in another, in longer sides. */
export interface PlacePair {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

/** Size of the first picture's content in the second: 1 when it is as large, counted in longer sides. */
export function scaleOf([a, b, , d, e]: Placement): number {
  return Math.sqrt(Math.abs(a * e - b * d));
}

/** Whether a placement may be that of a copy: not much smaller or larger than copies are, stretched by half at most, not folded. */
export function isPlausible(placement: Placement): boolean {
  const [a, b, , d, e] = placement;
  const scale = scaleOf(placement);
  const [across, down] = [Math.hypot(a, d), Math.hypot(b, e)];
  const lean = Math.abs(a * b + d * e) / (across * down);
  return (
    a * e - b * d > 0 &&
    scale >= minScale &&
    scale <= maxScale &&
    Math.max(across, down) <= 1.6 * Math.min(across, down) &&
    lean <= 0.35
  );
}

export const minScale = 0.12;
export const maxScale = 8;

/** Square of the distance between where a pair is and where the placement puts it, in the second picture's longer sides. */
export function errorOf({ fromX, fromY, toX, toY }: PlacePair, [a, b, c, d, e, f]: Placement): number {
  const x = a * fromX + b * fromY + c - toX;
  const y = d * fromX + e * fromY + f - toY;
  return x * x + y * y;
}

/** The placement with the least sum of squared errors; with few pairs one that only moves, turns and scales. */
export function fit(pairs: readonly PlacePair[]): Placement | undefined {
  return pairs.length < 10 ? fitSimilar(pairs) : (fitAffine(pairs) ?? fitSimilar(pairs));
}

function fitSimilar(pairs: readonly PlacePair[]): Placement | undefined {
  const n = pairs.length;
  const sums = { x: 0, y: 0, u: 0, v: 0, length: 0, dot: 0, cross: 0 };
  for (const { fromX, fromY, toX, toY } of pairs) {
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

function fitAffine(pairs: readonly PlacePair[]): Placement | undefined {
  const n = pairs.length;
  const mean = (of: (pair: PlacePair) => number): number =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / n;
  const [x, y, u, v] = [mean((m) => m.fromX), mean((m) => m.fromY), mean((m) => m.toX), mean((m) => m.toY)];
  const product = (p: (pair: PlacePair) => number, q: (pair: PlacePair) => number): number =>
    pairs.reduce((sum, pair) => sum + p(pair) * q(pair), 0);
  const [dx, dy] = [(m: PlacePair): number => m.fromX - x, (m: PlacePair): number => m.fromY - y];
  const [du, dv] = [(m: PlacePair): number => m.toX - u, (m: PlacePair): number => m.toY - v];
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
