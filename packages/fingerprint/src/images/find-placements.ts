/**
 * Guesses where one picture lies in another: of the pairs of keypoints that look most alike every two are tried, and the
 * placements under which most pairs agree are given. Nothing is random, so a repeat gives the same answer, and the work is
 * bounded by counts.
 */
import { countAgreeing } from "../wasm/pairs-kernel.ts";
import { placementNumbers, type PairPlaces } from "./agreeing-pairs.ts";
import { levelStep, type Keypoints } from "./keypoints.ts";
import { pairUp, type KeypointPair } from "./pair-keypoints.ts";
import {
  errorOf,
  fit,
  isPlausible,
  maxScale,
  minScale,
  type Placement,
  type PlacePair,
} from "./placement.ts";

/** A guess, and how many pairs agree with it. */
export interface GuessedPlacement {
  readonly placement: Placement;
  readonly pairs: number;
}

/** Pairs of which every two are tried. */
const triedPairs = 90;
/** How far a pair may lie off, in longer sides. */
const tolerance = 0.03;
/** How much two directions may be off, in 256ths of a turn. */
const maxTurnError = 22;
/** Pairs without which nothing is guessed. */
const minPairs = 3;
/** Placements of two pairs that are fitted to all that agree, and guesses at most. */
const settledGuesses = 60;
const maxGuesses = 8;

interface Move extends PlacePair {
  readonly pair: KeypointPair;
  /** How much the keypoint was turned, in 256ths. */
  readonly turn: number;
  /** How much larger it is in the first picture. */
  readonly growth: number;
}

/** Guesses where the second picture lies in the first, the best supported first. At most 0.5 M steps. */
export function findPlacements(first: Keypoints, second: Keypoints): readonly GuessedPlacement[] {
  const moves = pairUp(first, second).map((pair) => movesOf(pair, first, second));
  const counted = countAll(moves).slice(0, settledGuesses);
  const guesses = counted.map(({ placement }) => {
    const support = distinct(moves.filter((move) => agrees(move, placement)));
    return { placement: fit(support) ?? placement, pairs: support.length };
  });
  guesses.sort((a, b) => b.pairs - a.pairs);
  const kept: GuessedPlacement[] = [];
  for (const guess of guesses) {
    if (kept.length === maxGuesses || guess.pairs < minPairs) break;
    if (isPlausible(guess.placement) && !kept.some((other) => isAlike(other.placement, guess.placement)))
      kept.push(guess);
  }
  return kept;
}

/** The placements of every two of the best pairs, and how many pairs agree with each, the most first. */
function countAll(moves: readonly Move[]): readonly GuessedPlacement[] {
  const tried = Math.min(triedPairs, moves.length);
  const placements: Placement[] = [];
  for (let i = 0; i < tried; i++)
    for (let j = i + 1; j < tried; j++) {
      const placement = placementOf(moves[i]!, moves[j]!);
      if (placement !== undefined) placements.push(placement);
    }
  const numbers = new Float64Array(placements.length * placementNumbers);
  for (const [i, placement] of placements.entries()) numbers.set(placement, i * placementNumbers);
  const counts = countAgreeing(placesOf(moves), numbers, tolerance ** 2);
  return placements
    .flatMap((placement, i) => (counts[i]! >= minPairs ? [{ placement, pairs: counts[i]! }] : []))
    .sort((p, q) => q.pairs - p.pairs);
}

function placesOf(moves: readonly Move[]): PairPlaces {
  return {
    fromX: Float64Array.from(moves, ({ fromX }) => fromX),
    fromY: Float64Array.from(moves, ({ fromY }) => fromY),
    toX: Float64Array.from(moves, ({ toX }) => toX),
    toY: Float64Array.from(moves, ({ toY }) => toY),
  };
}

function movesOf(pair: KeypointPair, first: Keypoints, second: Keypoints): Move {
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
  if (!isTurned(p, turn, scale) || !isTurned(q, turn, scale)) return undefined;
  return [a, -d, p.toX - (a * p.fromX - d * p.fromY), d, a, p.toY - (d * p.fromX + a * p.fromY)];
}

function isTurned({ turn: own, growth }: Move, turn: number, scale: number): boolean {
  const off = Math.abs(((((own - turn) % 256) + 384) % 256) - 128);
  const grown = scale / growth;
  return off <= maxTurnError && grown >= 0.6 && grown <= 1.7;
}

/** A pair agrees that lies where the placement says. */
function agrees(move: Move, placement: Placement): boolean {
  return errorOf(move, placement) < tolerance ** 2;
}

/** Of pairs that share a keypoint of the first picture or a place of the second only the best counts. */
function distinct(moves: readonly Move[]): readonly Move[] {
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

/** Whether two placements put the corners of a picture nearly in the same places. */
function isAlike(p: Placement, q: Placement): boolean {
  return [
    [0, 0],
    [1, 0],
    [0, 1],
  ].every(([fromX, fromY]) => {
    const [toX, toY] = [q[0] * fromX! + q[1] * fromY! + q[2], q[3] * fromX! + q[4] * fromY! + q[5]];
    return errorOf({ fromX: fromX!, fromY: fromY!, toX, toY }, p) < 0.04 ** 2;
  });
}
