/**
 * Pictures that share words with another: first those with the most keypoints that do, weighed by how rare their words are;
 * of these, those whose shared keypoints agree on how the picture lies. Chance shares words, but agrees on nothing.
 */
import { hammingDistance, hashByteLength } from "./hamming.ts";
import type { ImageTable } from "./image-table.ts";
import { soughtWords } from "./keypoint-words.ts";
import { levelStep, type Keypoints } from "./keypoints.ts";

/** A picture of a table that shares words. */
export interface VotedPicture {
  readonly picture: number;
  /** Keypoints that share words, rare ones counting nearly 1, and agree on a placement. */
  readonly votes: number;
}

/** A word that so many keypoints have counts half. */
const rarity = 8;
/** Keypoints under one word at most; a word of more says nothing. */
const wordLimit = 256;
/** Pictures whose keypoints are asked whether they agree, and keypoints of each at most. */
const askedPictures = 128;
const askedKeypoints = 120;
/** Bits in which keypoints that share a word may differ, and at which they count half: what shares a word by chance differs in about 100. */
const maxDistance = 72;
/** How much two directions may be off, in 256ths of a turn, two sizes, in steps of 1.2, and two places, in longer sides. */
const tolerance = { turn: 12, steps: 1, place: 0.03, perDistance: 0.15 } as const;

/**
 * Finds the pictures of a table whose keypoints agree best with these, the best first. 12 bytes a picture of the table while
 * it counts.
 */
export function votedPictures(table: ImageTable, keypoints: Keypoints): readonly VotedPicture[] {
  const words = soughtWords(keypoints);
  const positions = table.words.probe(words.hi, words.lo);
  const found = table.words
    .findAll(words.hi, words.lo, positions, wordLimit)
    .map((postings, i) => ({ ...postings, own: words.keypoint[positions[i]!]! }))
    .filter(({ count }) => count > 0 && count <= wordLimit);
  const hits = hitsOf(table, found, mostVoted(table, found));
  return [...hits]
    .map(([picture, shared]) => ({ picture, votes: agreeingVotes(table, picture, keypoints, shared) }))
    .sort((a, b) => b.votes - a.votes || a.picture - b.picture);
}

/** The keypoints of a table that are under one word of a keypoint in question. */
interface SharedWord {
  readonly own: number;
  readonly count: number;
  readonly values: ArrayLike<number>;
}

/** The pictures that share most words. A keypoint votes for a picture once, however many of its words are there. */
function mostVoted(table: ImageTable, found: readonly SharedWord[]): readonly number[] {
  const votes = new Float64Array(table.count);
  // The keypoint that voted last, counted from 1.
  const voted = new Uint32Array(table.count);
  const pictures: number[] = [];
  for (const { own, count, values } of found) {
    const weight = rarity / (rarity + count);
    for (let i = 0; i < values.length; i++) {
      const picture = table.pictureOf(values[i]!);
      if (voted[picture] === own + 1) continue;
      if (voted[picture] === 0) pictures.push(picture);
      voted[picture] = own + 1;
      votes[picture]! += weight;
    }
  }
  return pictures.sort((a, b) => votes[b]! - votes[a]! || a - b).slice(0, askedPictures);
}

/** A keypoint of the picture and one of the table's that share a word. */
interface Hit {
  readonly own: number;
  readonly stored: number;
}

function hitsOf(
  table: ImageTable,
  found: readonly SharedWord[],
  pictures: readonly number[],
): ReadonlyMap<number, readonly Hit[]> {
  const hits = new Map<number, Hit[]>(pictures.map((picture) => [picture, []]));
  const isAsked = new Uint8Array(table.count);
  for (const picture of pictures) isAsked[picture] = 1;
  for (const { own, values } of found)
    for (let i = 0; i < values.length; i++) {
      const stored = values[i]!;
      const picture = table.pictureOf(stored);
      if (isAsked[picture] === 0) continue;
      const of = hits.get(picture)!;
      if (of.at(-1)?.own !== own) of.push({ own, stored });
    }
  return hits;
}

/** Where a keypoint lies in both pictures, and how it is turned and grown. */
interface Move {
  readonly own: number;
  readonly x: number;
  readonly y: number;
  readonly storedX: number;
  readonly storedY: number;
  readonly turn: number;
  readonly steps: number;
  readonly weight: number;
}

/** The weight of those that agree with one of them, the one that most agree with. */
function agreeingVotes(
  table: ImageTable,
  picture: number,
  keypoints: Keypoints,
  hits: readonly Hit[],
): number {
  const start = table.keypointStart(picture);
  const stored = table.keypoints(picture);
  const alike: Move[] = [];
  for (const hit of hits) {
    const j = hit.stored - start;
    const distance = hammingDistance(
      keypoints.descriptors,
      stored.descriptors,
      hit.own * hashByteLength,
      j * hashByteLength,
    );
    if (distance < maxDistance)
      alike.push(moveOf(hit, keypoints, stored, j, (1 - distance / maxDistance) ** 2));
  }
  const moves = alike.sort((a, b) => b.weight - a.weight || a.own - b.own).slice(0, askedKeypoints);
  return moves.reduce((most, move) => Math.max(most, agreement(move, moves)), 0);
}

function moveOf({ own }: Hit, first: Keypoints, second: Keypoints, j: number, weight: number): Move {
  return {
    own,
    weight,
    x: first.x[own]! / 65_535,
    y: first.y[own]! / 65_535,
    storedX: second.x[j]! / 65_535,
    storedY: second.y[j]! / 65_535,
    turn: (first.angle[own]! - second.angle[j]!) & 255,
    steps: first.level[own]! - second.level[j]!,
  };
}

function agreement(of: Move, moves: readonly Move[]): number {
  const radians = (of.turn * Math.PI) / 128;
  const scale = ratio * levelStep ** of.steps;
  const [cos, sin] = [scale * Math.cos(radians), scale * Math.sin(radians)];
  let votes = 0;
  for (const move of moves) {
    const turned = Math.abs(((((move.turn - of.turn) % 256) + 384) % 256) - 128);
    if (turned > tolerance.turn || Math.abs(move.steps - of.steps) > tolerance.steps) continue;
    const [dx, dy] = [move.storedX - of.storedX, move.storedY - of.storedY];
    const [offX, offY] = [of.x + cos * dx - sin * dy - move.x, of.y + sin * dx + cos * dy - move.y];
    const allowed = tolerance.place + tolerance.perDistance * scale * Math.hypot(dx, dy);
    if (offX * offX + offY * offY < allowed * allowed) votes += move.weight;
  }
  return votes;
}

/** Of the longer side: 384 pixels stored are as many of the 512 that are asked with. */
const ratio = 384 / 512;
