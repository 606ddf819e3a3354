import { eastAsianWidth } from "get-east-asian-width";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const zeroWidth = /^[\p{M}\p{Cf}\u{fe00}-\u{fe0f}]$/u;
const emojiPresentation = /\p{Emoji_Presentation}|\ufe0f|\u20e3/u;
// Japanese line breaking (JIS X 4051, short form): these never begin a line, and those never end one.
const neverFirst =
  /^[、。，．,.:;!?！？：；）)\]］」』】〉》〕｝}ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ…％%]/u;
const neverLast = /[（([［「『【〈《〔｛{]$/u;

/** Splits text into grapheme clusters: what a reader takes for one character. */
export function graphemes(text: string): readonly string[] {
  return isSimple(text) ? [...text] : Array.from(segmenter.segment(text), (part) => part.segment);
}

/** Columns that a text takes on a terminal: 2 for wide East Asian characters and emoji, 0 for marks, else 1. */
export function displayWidth(text: string): number {
  if (isPlain(text)) return text.length;
  if (isSimple(text)) return text.length + (text.match(/[^\x20-\x7e]/g) ?? []).length;
  return graphemes(text).reduce((sum, cluster) => sum + clusterWidth(cluster), 0);
}

/**
 * Wraps text to lines of at most `width` columns. Breaks at spaces and between wide characters, keeps Japanese
 * punctuation off the beginning of a line, and cuts a word only when it alone is wider than a line; never a grapheme
 * cluster. Line feeds begin a new line; spaces at a break are dropped.
 *
 * @param width columns, at least 2
 * @param firstWidth columns of the first line, where something already stands in it
 * @returns at least one line
 */
export function wrap(text: string, width: number, firstWidth: number = width): readonly string[] {
  const limit = Math.max(2, width);
  const [head = "", ...rest] = text.split("\n");
  return [
    ...wrapLine(head, limit, Math.min(limit, Math.max(2, firstWidth))),
    ...rest.flatMap((line) => wrapLine(line, limit, limit)),
  ];
}

/** Cuts text to `width` columns; where something was cut the last column shows `…`. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const cluster of graphemes(text)) {
    const next = clusterWidth(cluster);
    if (used + next > width - 1) break;
    kept += cluster;
    used += next;
  }
  return `${kept}…`;
}

/** Cuts the middle out of text, so that names which begin alike stay apart: `…` stands for what was cut. */
export function truncateMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const head = truncate(text, Math.ceil(width / 2)).slice(0, -1);
  const room = width - 1 - displayWidth(head);
  let kept = "";
  for (const cluster of graphemes(text).toReversed()) {
    if (displayWidth(kept) + clusterWidth(cluster) > room) break;
    kept = cluster + kept;
  }
  return `${head}…${kept}`;
}

/** Fills text with spaces to `width` columns; longer text stays as it is. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/** Like {@link padEnd}, with the spaces in front: for numbers. */
export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - displayWidth(text))) + text;
}

function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** ASCII and the common wide characters, none of which joins with its neighbours: no segmenter is needed. */
function isSimple(text: string): boolean {
  return /^[\x20-\x7e\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff\uff01-\uff60]*$/.test(text);
}

function clusterWidth(cluster: string): number {
  if (isSimple(cluster)) return isPlain(cluster) ? cluster.length : 2;
  if (emojiPresentation.test(cluster)) return 2;
  let width = 0;
  for (const character of cluster) {
    if (zeroWidth.test(character)) continue;
    width += eastAsianWidth(character.codePointAt(0) ?? 0);
  }
  // A cluster of several letters (Hangul jamo, an emoji with a modifier) is drawn in at most two columns.
  return Math.min(2, width);
}

/** A line's own indent, up to 8 columns, is kept and hangs below. */
function wrapLine(line: string, width: number, firstWidth: number): readonly string[] {
  const indent = /^ {0,8}/.exec(line)?.[0] ?? "";
  if (indent === "" || width < 20) return wrapWords(line, width, firstWidth);
  const lines = wrapWords(line, width - indent.length, Math.max(2, firstWidth - indent.length));
  return lines.map((text) => indent + text);
}

function wrapWords(line: string, width: number, firstWidth: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  let used = 0;
  let gap = 0;
  for (const word of words(line)) {
    if (word.startsWith(" ")) {
      gap = current === "" ? 0 : word.length;
      continue;
    }
    for (const piece of displayWidth(word) > width ? cut(word, width) : [word]) {
      const wide = displayWidth(piece);
      const limit = lines.length === 0 ? firstWidth : width;
      // An empty line is left only where the first one is too short for a piece that fits the next.
      const breaks = used + gap + wide > limit && (current !== "" || limit < width);
      if (breaks) lines.push(current);
      current = breaks ? piece : current + " ".repeat(gap) + piece;
      used = breaks ? wide : used + gap + wide;
      gap = 0;
    }
  }
  return [...lines, current];
}

/** Splits a line into pieces that stay whole; a piece of spaces is a place where a line may break. */
function words(line: string): readonly string[] {
  const pieces: string[] = [];
  let piece: string[] = [];
  let previous: string | undefined;
  for (const cluster of graphemes(line)) {
    if (previous !== undefined && mayBreak(previous, cluster)) {
      pieces.push(piece.join(""));
      piece = [];
    }
    piece.push(cluster);
    previous = cluster;
  }
  return previous === undefined ? pieces : [...pieces, piece.join("")];
}

function mayBreak(before: string, after: string): boolean {
  // Spaces stay together and apart from everything else.
  if (before === " " || after === " ") return before !== after;
  if (neverFirst.test(after) || neverLast.test(before)) return false;
  return clusterWidth(after) === 2 || clusterWidth(before) === 2;
}

function cut(word: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let current = "";
  let used = 0;
  for (const cluster of graphemes(word)) {
    const next = clusterWidth(cluster);
    if (current !== "" && used + next > width) {
      pieces.push(current);
      current = "";
      used = 0;
    }
    current += cluster;
    used += next;
  }
  return [...pieces, current];
}
