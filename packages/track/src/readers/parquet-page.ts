/** Pages of a Parquet column, looked over before a library trusts them: it loops as often as a count in them says. */
import { CompactReader, type CompactStruct } from "./compact-struct.ts";
import { checkDeltaBlocks, deltaBytes } from "./parquet-delta.ts";

/** What the footer says of a column, and how its pages are unpacked. */
export interface ColumnShape {
  /** Rows of the group for a column without nesting; undefined for one whose rows hold lists. */
  readonly rows: number | undefined;
  readonly maxDefinition: number;
  readonly maxRepetition: number;
  readonly isBoolean: boolean;
  /** Gives the bytes of a page, of the length that its header states. */
  readonly unpack: (packed: Uint8Array, byteLength: number) => Uint8Array;
  /** Takes note of the bytes that values become which repeat others. Throws beyond the limit. */
  readonly onRepeated: (byteLength: number) => void;
}

/** Largest page, and most values in one column of a row group. */
const maxPageBytes = 1024 * 1024 * 1024;
const maxValues = 2 ** 26;
/** Values that packed runs may go beyond a page's: writers fill the last run up. */
const maxFilledUp = 504;

const pageKind = { data: 0, dictionary: 2, dataV2: 3 } as const;
const dictionaryEncodings: readonly number[] = [2, 8];
const runEncoding = 3;
const deltaEncodings = { numbers: 5, lengths: 6, prefixes: 7 } as const;

/**
 * Walks the pages of a column chunk: headers, levels and runs of dictionary indices.
 *
 * @throws Error on a page whose counts and lengths do not fit its bytes, its group or the limits
 */
export function checkColumn(bytes: Uint8Array, shape: ColumnShape): void {
  const reader = new CompactReader(bytes, 0);
  let seen = 0;
  while (reader.at < bytes.byteLength - 1 && (shape.rows === undefined || seen < shape.rows)) {
    const header = reader.struct();
    const end = reader.at + numberOf(header, 3, maxPageBytes);
    if (end > bytes.byteLength) throw new Error("a page beyond its column");
    const page = bytes.subarray(reader.at, end);
    reader.at = end;
    seen += checkPage(page, header, shape);
    if (seen > (shape.rows ?? maxValues)) throw new Error("more values than the group has");
  }
}

/** Checks one page and returns how many values it stands for. */
function checkPage(page: Uint8Array, header: CompactStruct, shape: ColumnShape): number {
  const kind = numberOf(header, 1, 3);
  const byteLength = numberOf(header, 2, maxPageBytes);
  if (kind === pageKind.dataV2) return checkDataV2(page, byteLength, structOf(header, 8), shape);
  const unpacked = shape.unpack(page, byteLength);
  if (kind === pageKind.data) return checkData(unpacked, structOf(header, 5), shape);
  if (kind !== pageKind.dictionary) throw new Error("a page of no known kind");
  // A value takes a bit at least.
  numberOf(structOf(header, 7), 1, unpacked.byteLength * 8);
  return 0;
}

function checkData(page: Uint8Array, header: CompactStruct, shape: ColumnShape): number {
  const count = numberOf(header, 1, maxValues);
  const encoding = numberOf(header, 2, 100);
  let at = 0;
  let valueCount = count;
  if (shape.maxRepetition > 0) at = checkLevels(page, at, shape.maxRepetition, count).end;
  if (shape.maxDefinition > 0) {
    const levels = checkLevels(page, at, shape.maxDefinition, count);
    at = levels.end;
    valueCount = levels.highest;
  }
  if (dictionaryEncodings.includes(encoding) || encoding === runEncoding) {
    if (shape.isBoolean) checkRuns(page, at + 4, 1, valueCount, -1);
    // Of indices without bits the library reads nothing in a page of the first kind.
    else if (page[at] !== 0) checkIndices(page, at, valueCount);
  } else checkDeltas(page, at, { encoding, count: valueCount }, shape);
  return count;
}

function checkDataV2(
  page: Uint8Array,
  byteLength: number,
  header: CompactStruct,
  shape: ColumnShape,
): number {
  const count = numberOf(header, 1, maxValues);
  const valueCount = count - numberOf(header, 2, count);
  const rows = numberOf(header, 3, count);
  if (shape.rows !== undefined && rows !== count) throw new Error("a page whose rows are not its values");
  const encoding = numberOf(header, 4, 100);
  const definitionBytes = numberOf(header, 5, page.byteLength);
  const repetitionBytes = numberOf(header, 6, page.byteLength - definitionBytes);
  if (shape.maxRepetition > 0) checkRuns(page, 0, widthOf(shape.maxRepetition), count, -1);
  if (shape.maxDefinition > 0) checkRuns(page, repetitionBytes, widthOf(shape.maxDefinition), count, -1);
  const isRuns = encoding === runEncoding;
  const isDelta = encoding >= deltaEncodings.numbers && encoding <= deltaEncodings.prefixes;
  if (!isRuns && !isDelta && !dictionaryEncodings.includes(encoding)) return count;
  const packed = page.subarray(repetitionBytes + (shape.maxDefinition > 0 ? definitionBytes : 0));
  const valueBytes = byteLength - definitionBytes - repetitionBytes;
  const values = header.get(7) === false ? packed : shape.unpack(packed, valueBytes);
  if (isRuns) checkRuns(values, 4, 1, valueCount, -1);
  else if (isDelta) checkDeltas(values, 0, { encoding, count: valueCount }, shape);
  else checkIndices(values, 0, valueCount);
  return count;
}

function checkDeltas(
  page: Uint8Array,
  at: number,
  { encoding, count }: { readonly encoding: number; readonly count: number },
  { onRepeated }: ColumnShape,
): void {
  if (encoding === deltaEncodings.numbers) checkDeltaBlocks(page, at);
  else if (encoding === deltaEncodings.lengths) deltaBytes(page, at, count, false);
  else if (encoding === deltaEncodings.prefixes) onRepeated(deltaBytes(page, at, count, true));
}

/** Levels of a page of the first kind lie behind their length. */
function checkLevels(
  page: Uint8Array,
  at: number,
  maxLevel: number,
  count: number,
): { readonly end: number; readonly highest: number } {
  const byteLength = new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(at, true);
  const highest = checkRuns(page, at + 4, widthOf(maxLevel), count, maxLevel);
  return { end: at + 4 + byteLength, highest };
}

/** Indices into a dictionary lie behind the number of their bits. */
function checkIndices(page: Uint8Array, at: number, count: number): void {
  const width = page[at];
  if (width === undefined || width > 32) throw new Error("indices of no possible width");
  checkRuns(page, at + 1, width, count, -1);
}

/**
 * Walks runs as the library will: repeated values, and packed ones in eights. Returns how many values equal `wanted`, which
 * is only asked for where values have few bits; -1 asks for none.
 */
function checkRuns(page: Uint8Array, start: number, width: number, count: number, wanted: number): number {
  const reader = new CompactReader(page, start);
  let equal = 0;
  for (let seen = 0; seen < count;) {
    const head = reader.word();
    const left = count - seen;
    const isPacked = (head & 1) === 1;
    const run = (head >>> 1) * (isPacked ? 8 : 1);
    if (run > left + (isPacked ? maxFilledUp : 0)) throw new Error("a run beyond its page");
    if (wanted >= 0)
      equal += isPacked
        ? countPacked(page, reader.at, { width, count: Math.min(run, left) }, wanted)
        : valueAt(page, reader.at, width) === wanted
          ? run
          : 0;
    // An empty packed run and one of no bits cost the library a byte too.
    reader.at += isPacked ? Math.max(1, (run * width) / 8) : (width + 7) >> 3;
    seen += run;
  }
  return equal;
}

function countPacked(
  page: Uint8Array,
  at: number,
  { width, count }: { readonly width: number; readonly count: number },
  wanted: number,
): number {
  const mask = (1 << width) - 1;
  let equal = 0;
  for (let item = 0, bit = 0; item < count; item++, bit += width) {
    const byte = at + (bit >> 3);
    const pair = (page[byte] ?? 0) | ((page[byte + 1] ?? 0) << 8);
    if (((pair >> (bit & 7)) & mask) === wanted) equal++;
  }
  return equal;
}

function valueAt(page: Uint8Array, at: number, width: number): number | undefined {
  return width === 0 ? 0 : page[at];
}

function widthOf(maxLevel: number): number {
  return 32 - Math.clz32(maxLevel);
}

/** A count or length that must be there, from nothing to a limit. */
function numberOf(struct: CompactStruct, field: number, max: number): number {
  const value = struct.get(field);
  if (typeof value !== "number" || value < 0 || value > max) throw new Error("a number beyond its limit");
  return value;
}

function structOf(struct: CompactStruct, field: number): CompactStruct {
  const value = struct.get(field);
  if (value instanceof Map) return value;
  throw new Error("a header without its struct");
}
