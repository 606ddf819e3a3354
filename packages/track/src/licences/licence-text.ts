/**
 * Recognises a licence by its text, for files such as LICENSE.
 *
 * Limits, so that nobody takes more from it than it gives: the texts are those of the SPDX list, without the marks that
 * tell replaceable and optional parts, so similarity stands in for template matching. A file that holds several licences,
 * or one with added terms, is like none of them and gives nothing. Equal texts can't be told apart: GPL-2.0-only and
 * GPL-2.0-or-later differ in what the programme's own notice says, so the text alone is reported as `-only`, the stricter.
 */

/** A licence that a text was recognised as. */
export interface DetectedLicence {
  /** SPDX id. */
  readonly id: string;
  /** Share of pairs of words that the two texts have in common (Dice coefficient), from `minSimilarity` to 1. */
  readonly similarity: number;
}

/** Below it a text is not said to be a licence; a text with one paragraph more or less stays below. */
const minSimilarity = 0.9;
/** The longest licence of the list has 120 thousand characters; longer files hold something else as well. */
const maxTextLength = 400_000;
/** A text this much longer or shorter than another can't reach the similarity. */
const maxLengthRatio = (2 - minSimilarity) / minSimilarity;

/**
 * The longest stretch of one text that may be missing from the other, in pairs of words: room for a holder's name, and
 * none for a clause. ISC without its one condition of 14 words is 0BSD, at a similarity of 0.97.
 */
const maxStrangePairs = 8;

/** A heading with holders' names that stands on the first line, in pairs of words. */
const maxHeadingPairs = 30;

interface KnownText {
  readonly id: string;
  /** Pairs of words in the text's order. */
  readonly inOrder: Uint32Array;
  /** The same, sorted. */
  readonly pairs: Uint32Array;
}

let known: Promise<readonly KnownText[]> | undefined;
const answers = new Map<string, DetectedLicence | null>();
const maxAnswers = 10_000;

/**
 * Returns the licence whose text this is, or undefined. The first call loads and hashes the texts of the list (about
 * 700, half a second); the same text again costs its normalisation.
 */
export async function detectLicence(text: string): Promise<DetectedLicence | undefined> {
  if (text.length > maxTextLength) return undefined;
  const normal = normaliseLicenceText(text);
  const before = answers.get(normal);
  if (before !== undefined) return before ?? undefined;
  known ??= loadTexts();
  const found = closest(toKnownText("", normal), await known);
  if (answers.size < maxAnswers) answers.set(normal, found ?? null);
  return found;
}

/** Words of a licence text without what varies: copyright lines, titles, punctuation, case, British spelling. */
export function normaliseLicenceText(text: string): string {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      // Only lines that name a year or a mark: a clause can wrap so that a line begins with the word.
      .replace(/^[\s#*/;-]*(?:portions )?(?:copyright\b(?=.*(?:\(c\)|©|\d{4}|[<[{]))|\(c\)|©).*$/gm, " ")
      .replace(/^[\s#*/;-]*all rights reserved\.?\s*$/gm, " ")
      .replace(/^[\s#*]*(?:the )?[\w .,"()-]{0,60}licen[sc]e[\w .,"()-]{0,20}$/m, " ")
      .replace(/<[^<>\n]{0,60}>|\[[^[\]\n]{0,60}\]/g, " ")
      .replace(/licence/g, "license")
      .replace(/https:/g, "http:")
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .replace(/ end of terms and conditions .*$/, "")
      .trim()
  );
}

function closest(text: KnownText, texts: readonly KnownText[]): DetectedLicence | undefined {
  let best: DetectedLicence | undefined;
  for (const other of texts) {
    const [a, b] = [text.pairs.length, other.pairs.length];
    if (!(Math.max(a, b) <= maxLengthRatio * Math.min(a, b))) continue;
    const similarity = (2 * inCommon(text.pairs, other.pairs)) / (a + b);
    if (similarity < minSimilarity || similarity <= (best?.similarity ?? 0)) continue;
    if (holdsStrangeClause(text, other) || holdsStrangeClause(other, text)) continue;
    best = { id: other.id, similarity };
  }
  return best;
}

/** Tells whether a text has a stretch that the other lacks and that is long enough to be a clause; a heading is none. */
function holdsStrangeClause(text: KnownText, other: KnownText): boolean {
  const familiar = new Set(other.pairs);
  const begin = text.inOrder.findIndex((pair) => familiar.has(pair));
  if (begin > maxHeadingPairs) return true;
  let run = 0;
  return text.inOrder.subarray(Math.max(begin, 0)).some((pair) => {
    run = familiar.has(pair) ? 0 : run + 1;
    return run > maxStrangePairs;
  });
}

/** Pairs of neighbouring words as 32-bit hashes, repeats kept. */
function toKnownText(id: string, normal: string): KnownText {
  const words = normal.split(" ");
  const inOrder = new Uint32Array(Math.max(words.length - 1, 0));
  for (let i = 0; i < inOrder.length; i++) inOrder[i] = hashOf(`${words[i]} ${words[i + 1]}`);
  return { id, inOrder, pairs: inOrder.toSorted() };
}

/** FNV-1a over UTF-16 units: it only has to be even, not secret. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function inCommon(a: Uint32Array, b: Uint32Array): number {
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const x = a[i]!;
    const y = b[j]!;
    if (x === y) count++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return count;
}

async function loadTexts(): Promise<readonly KnownText[]> {
  const { default: list } = await import("spdx-license-list/full.js");
  return Object.entries(list)
    .filter(([id]) => !sharesItsText(id))
    .map(([id, { licenseText }]) => toKnownText(id, normaliseLicenceText(licenseText)))
    .filter(({ pairs }) => pairs.length > 0);
}

/** Ids whose text another id has as well: those that the list gave up, such as GPL-2.0, and variants of use. */
function sharesItsText(id: string): boolean {
  return /^[AL]?GPL-[\d.]+\+?$/.test(id) || /^GPL-.*-with-/.test(id) || /-or-later$|-RFN$/.test(id);
}
