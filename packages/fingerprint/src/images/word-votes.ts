/** Which pictures share words with one in question, and how many. */
import type { ImageTable } from "./image-table.ts";
import type { WordKeys } from "./keypoint-words.ts";

/** A word that so many keypoints have counts half. */
const rarity = 8;
/** Keypoints under one word at most; a word of more says nothing. */
const wordLimit = 256;

/** Votes of the pictures of a table. */
export interface WordVotes {
  /** Pictures that share a word, in no order that means anything. */
  readonly pictures: readonly number[];
  /** Votes of every picture, 0 for one that shares no word. */
  readonly votes: Float64Array;
}

/**
 * Counts, for each picture, the keypoints of the query that share a word with one of its own. 12 bytes a picture of the
 * table while it counts.
 */
export function votesOf(table: ImageTable, words: WordKeys): WordVotes {
  const votes = new Float64Array(table.count);
  // The keypoint that voted last, counted from 1.
  const voted = new Uint32Array(table.count);
  const pictures: number[] = [];
  const positions = table.words.probe(words.hi, words.lo);
  for (const [i, { count, values }] of table.words
    .findAll(words.hi, words.lo, positions, wordLimit)
    .entries()) {
    if (count > wordLimit) continue;
    const voter = words.keypoint[positions[i]!]! + 1;
    const weight = rarity / (rarity + count);
    for (let at = 0; at < values.length; at++) {
      const picture = table.pictureOf(values[at]!);
      // A keypoint votes for a picture once, however many of its words are there.
      if (voted[picture] === voter) continue;
      if (voted[picture] === 0) pictures.push(picture);
      voted[picture] = voter;
      votes[picture]! += weight;
    }
  }
  return { pictures, votes };
}
