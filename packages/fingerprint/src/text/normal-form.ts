/**
 * The normal form `text-1`: what two texts have in common when spaces, line breaks, punctuation, width, case and
 * spelling of the same character do not count. This file is the specification; a kernel must equal it.
 *
 * Definition, with the data of Unicode 17:
 *
 * 1. Decode to code points. A lone surrogate or malformed UTF-8 counts as unassigned. Drop every code point that
 *    is unassigned (Cn) or Default_Ignorable_Code_Point.
 * 2. Replace each by its full compatibility decomposition (NFKD).
 * 3. Replace each by its full case folding (CaseFolding.txt, C and F, not T: Turkish dotless i stays distinct),
 *    and that by its NFKD, until nothing changes; drop again as in 1. U+0345 is the exception: it stays a mark
 *    (combining class 240, the last) while its run is ordered and becomes U+03B9 when the run ends.
 * 4. Keep letters, numbers and marks only (\p{L} \p{N} \p{M}).
 * 5. The non-starters (combining class above 0) since the last kept starter form one run; what was dropped
 *    in between does not end it. Order the run by combining class, stably, and keep its first 30. So a run never
 *    depends on the spelling's order, and hostile text costs no more than other text.
 * 6. Compose canonically (NFC): composition exclusions hold, Hangul is arithmetic, a starter may compose with the
 *    starter just before it.
 *
 * 1 to 4 look at one code point alone and are one table. It follows that the form is idempotent and the same for
 * all canonically equivalent spellings: the table takes a composite to exactly what it takes its parts to, and no
 * entry but U+0345 changes a combining class. The generator checks both for every code point. A precomposed
 * Hangul syllable is kept whole instead of taken apart and rebuilt, which is the same.
 */
import {
  compose,
  mappingDrop,
  mappingOf,
  mappingPlainStarter,
  mappingPool,
  mappingSelf,
  pool,
  propertiesOf,
  propertyCombiningClass,
  propertyComposesBackward,
} from "./unicode-lookup.ts";

export { isDense } from "./unicode-lookup.ts";

/** Name of the definition above. Stored with every hash; a change of a single output needs a new name. */
export const normalFormVersion = "text-1";

/**
 * The characters of a text's normal form and where each came from. All arrays have length `length`.
 *
 * `[starts[i], ends[i])` is the span in the source: UTF-16 units from `normalise`, bytes from `normaliseUtf8`. A
 * character composed of several code points spans them all; characters given by one code point share its span.
 * Spans ascend, but for a starter and its run of marks, which stand in canonical order.
 */
export interface NormalText {
  readonly length: number;
  readonly characters: Uint32Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Returns the normal form of a string, with spans in UTF-16 units. Never throws; any string will do. */
export function normalise(text: string): NormalText {
  const writer = openWriter(text.length);
  for (let i = 0; i < text.length;) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      const folded = ascii[unit]!;
      if (folded !== 0) appendPlainStarter(writer, folded, i, i + 1);
      i++;
      continue;
    }
    const codePoint = unit >= 0xd800 && unit < 0xdc00 ? text.codePointAt(i)! : unit;
    const end = codePoint > 0xffff ? i + 2 : i + 1;
    appendCodePoint(writer, codePoint, i, end);
    i = end;
  }
  return finish(writer);
}

/**
 * Returns the normal form of UTF-8, with spans in bytes. Malformed bytes are dropped, cut up as the WHATWG
 * Encoding Standard says, so the characters are those of `normalise(new TextDecoder().decode(bytes))`.
 * Throws a RangeError for 4 GiB or more, which 32-bit spans cannot address.
 */
export function normaliseUtf8(bytes: Uint8Array): NormalText {
  if (bytes.length > 0xffff_ffff) {
    throw new RangeError("normaliseUtf8 takes less than 4 GiB at a time: split the text before.");
  }
  const writer = openWriter(bytes.length);
  for (let i = 0; i < bytes.length;) {
    const byte = bytes[i]!;
    if (byte < 0x80) {
      const folded = ascii[byte]!;
      if (folded !== 0) appendPlainStarter(writer, folded, i, i + 1);
      i++;
      continue;
    }
    const decoded = decodeUtf8(bytes, i);
    const end = i + (decoded & 7);
    appendCodePoint(writer, decoded >> 3, i, end);
    i = end;
  }
  return finish(writer);
}

/** Returns the characters of a text's normal form as a string. */
export function normalForm(text: string): string {
  const { characters } = normalise(text);
  const pieces: string[] = [];
  for (let i = 0; i < characters.length; i += 8192) {
    pieces.push(String.fromCodePoint(...characters.subarray(i, i + 8192)));
  }
  return pieces.join("");
}

/**
 * Returns the source span of the characters `from` to `to` (exclusive): least start, greatest end. An empty range
 * gives an empty span. Throws a RangeError unless 0 <= from <= to <= length. Constant time.
 */
export function spanOf(text: NormalText, from: number, to: number): { start: number; end: number } {
  if (!(from >= 0 && from <= to && to <= text.length)) {
    throw new RangeError(`spanOf: ${from} to ${to} is not a range of ${text.length} characters.`);
  }
  if (from === to) {
    const at = from < text.length ? text.starts[from]! : (text.ends[from - 1] ?? 0);
    return { start: at, end: at };
  }
  // Only the marks of one run are out of order, so both extremes lie within a run's length of the edges.
  let start = text.starts[from]!;
  let end = text.ends[to - 1]!;
  for (let i = Math.min(to, from + longestRun + 1) - 1; i > from; i--)
    start = Math.min(start, text.starts[i]!);
  for (let i = Math.max(from, to - longestRun - 1); i < to; i++) end = Math.max(end, text.ends[i]!);
  return { start, end };
}

/** Marks kept of one run: the bound of UAX #15's Stream-Safe Text Format. Natural text stays far below. */
const longestRun = 30;
const ypogegrammeniClass = 240;
const iota = 0x3b9;
const replacement = 0xfffd;

/** What each ASCII code point gives; 0 is dropped. All that is kept are plain starters. */
const ascii: Uint8Array = Uint8Array.from({ length: 0x80 }, (_, codePoint) => {
  const mapping = mappingOf(codePoint);
  if (mapping === mappingDrop) return 0;
  return mapping >= mappingPool ? pool[mapping - mappingPool]! >> 1 : codePoint;
});

/** A normal form being written: the characters so far, then the open run of marks, in canonical order. */
interface Writer {
  characters: Uint32Array<ArrayBuffer>;
  starts: Uint32Array<ArrayBuffer>;
  ends: Uint32Array<ArrayBuffer>;
  length: number;
  /** Index of the starter that the next mark or starter may compose with; -1 for none. */
  base: number;
  runLength: number;
  readonly runMarks: Uint32Array;
  readonly runClasses: Uint8Array;
  readonly runStarts: Uint32Array;
  readonly runEnds: Uint32Array;
}

function openWriter(sourceLength: number): Writer {
  // Most text gives at most one character a unit; the rest grows. Large sources start at half.
  const capacity = sourceLength <= 65_536 ? sourceLength + 1 : sourceLength >>> 1;
  return {
    characters: new Uint32Array(capacity),
    starts: new Uint32Array(capacity),
    ends: new Uint32Array(capacity),
    length: 0,
    base: -1,
    runLength: 0,
    runMarks: new Uint32Array(longestRun),
    runClasses: new Uint8Array(longestRun),
    runStarts: new Uint32Array(longestRun),
    runEnds: new Uint32Array(longestRun),
  };
}

function finish(writer: Writer): NormalText {
  if (writer.runLength > 0) endRun(writer);
  const { length } = writer;
  return {
    length,
    characters: writer.characters.slice(0, length),
    starts: writer.starts.slice(0, length),
    ends: writer.ends.slice(0, length),
  };
}

function appendCodePoint(writer: Writer, codePoint: number, start: number, end: number): void {
  const mapping = mappingOf(codePoint);
  if (mapping === mappingDrop) return;
  if (mapping === mappingPlainStarter) return appendPlainStarter(writer, codePoint, start, end);
  if (mapping === mappingSelf) return appendCharacter(writer, codePoint, start, end);
  for (let i = mapping - mappingPool; ; i++) {
    const entry = pool[i]!;
    appendCharacter(writer, entry >> 1, start, end);
    if ((entry & 1) === 1) return;
  }
}

/** Appends a character of combining class 0 that never composes with what is before it. */
function appendPlainStarter(writer: Writer, character: number, start: number, end: number): void {
  if (writer.runLength > 0) endRun(writer);
  writer.base = writer.length;
  push(writer, character, start, end);
}

/** Appends any character that steps 1 to 4 have given. */
function appendCharacter(writer: Writer, character: number, start: number, end: number): void {
  const properties = propertiesOf(character);
  const combiningClass = properties & propertyCombiningClass;
  if (combiningClass !== 0) return insertMark(writer, character, combiningClass, start, end);
  if ((properties & propertyComposesBackward) !== 0) {
    if (writer.runLength > 0) endRun(writer);
    if (composeOntoBase(writer, character, start, end)) return;
  }
  appendPlainStarter(writer, character, start, end);
}

/** Puts a mark behind all of the run whose class is not above its own; what is 31st falls off. */
function insertMark(writer: Writer, mark: number, combiningClass: number, start: number, end: number): void {
  const { runMarks, runClasses, runStarts, runEnds } = writer;
  let at = writer.runLength;
  while (at > 0 && runClasses[at - 1]! > combiningClass) at--;
  if (at === longestRun) return;
  const moved = Math.min(writer.runLength, longestRun - 1);
  for (let i = moved; i > at; i--) {
    runMarks[i] = runMarks[i - 1]!;
    runClasses[i] = runClasses[i - 1]!;
    runStarts[i] = runStarts[i - 1]!;
    runEnds[i] = runEnds[i - 1]!;
  }
  runMarks[at] = mark;
  runClasses[at] = combiningClass;
  runStarts[at] = start;
  runEnds[at] = end;
  writer.runLength = moved + 1;
}

/** Composes the run with its base and writes what is left; then no starter can compose with the base any more. */
function endRun(writer: Writer): void {
  const { runMarks, runClasses, runStarts, runEnds } = writer;
  let classBefore = 0;
  for (let i = 0; i < writer.runLength; i++) {
    const combiningClass = runClasses[i]!;
    const isIota = combiningClass === ypogegrammeniClass;
    // A mark is blocked by one of the same class that stayed (UAX #15, D115).
    const isFree = combiningClass !== classBefore && !isIota;
    if (isFree && composeOntoBase(writer, runMarks[i]!, runStarts[i]!, runEnds[i]!)) continue;
    push(writer, isIota ? iota : runMarks[i]!, runStarts[i]!, runEnds[i]!);
    classBefore = combiningClass;
  }
  if (classBefore !== 0) writer.base = -1;
  writer.runLength = 0;
}

/** Replaces the base by its composite with the next character, where there is one; its span takes both in. */
function composeOntoBase(writer: Writer, character: number, start: number, end: number): boolean {
  const { base } = writer;
  if (base < 0) return false;
  const composite = compose(writer.characters[base]!, character);
  if (composite === 0) return false;
  writer.characters[base] = composite;
  writer.starts[base] = Math.min(writer.starts[base]!, start);
  writer.ends[base] = Math.max(writer.ends[base]!, end);
  return true;
}

function push(writer: Writer, character: number, start: number, end: number): void {
  const { length } = writer;
  if (length === writer.characters.length) grow(writer);
  writer.characters[length] = character;
  writer.starts[length] = start;
  writer.ends[length] = end;
  writer.length = length + 1;
}

function grow(writer: Writer): void {
  const capacity = Math.ceil(writer.characters.length * 1.5) + 64;
  writer.characters = grown(writer.characters, capacity);
  writer.starts = grown(writer.starts, capacity);
  writer.ends = grown(writer.ends, capacity);
}

function grown(values: Uint32Array, capacity: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(capacity);
  larger.set(values);
  return larger;
}

/**
 * Decodes one code point of two or more bytes: its number times 8 plus its width in bytes. Malformed bytes give
 * U+FFFD, with the width that the WHATWG decoder replaces at once.
 */
export function decodeUtf8(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0xc2 || lead > 0xf4) return replacement * 8 + 1;
  const following = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  let codePoint = lead & (0x3f >> following);
  // The second byte is narrower after some leads: no overlong forms, surrogates or numbers past U+10FFFF.
  let least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  let greatest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let i = 1; i <= following; i++) {
    const byte = at + i < bytes.length ? bytes[at + i]! : 0;
    if (byte < least || byte > greatest) return replacement * 8 + i;
    codePoint = (codePoint << 6) | (byte & 0x3f);
    least = 0x80;
    greatest = 0xbf;
  }
  return codePoint * 8 + following + 1;
}
