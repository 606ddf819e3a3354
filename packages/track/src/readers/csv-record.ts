/** Cuts CSV (RFC 4180) on its bytes: in UTF-8, Shift_JIS and EUC-JP no byte of a longer character is a sign of CSV. */

/** Where a field lies in the bytes; one that was quoted holds doubled quotes for quotes. */
export interface CsvField {
  readonly start: number;
  readonly end: number;
  readonly isQuoted: boolean;
}

/** One record: its fields, and the offset behind its line break. */
export interface CsvCut {
  readonly fields: readonly CsvField[];
  /** Offset behind the last field. */
  readonly end: number;
  readonly next: number;
}

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** More fields than this in one record are an attack. */
const maxFields = 100_000;

/** Cuts the record that begins at an offset; says why not when its end is not there. Linear in the record. */
export function cutRecord(
  bytes: Uint8Array,
  start: number,
  { separator, isLast }: { readonly separator: number; readonly isLast: boolean },
): CsvCut | "open-quote" | "cut-off" | "too-many-fields" {
  const fields: CsvField[] = [];
  let lineEnd = -1;
  let at = start;
  for (;;) {
    if (fields.length >= maxFields) return "too-many-fields";
    let fieldEnd: number | undefined;
    let from = at;
    if (bytes[at] === quote) {
      const close = closingQuote(bytes, at + 1, isLast);
      if (close === undefined) return isLast ? "open-quote" : "cut-off";
      fieldEnd = close;
      from = close + 1;
    }
    if (lineEnd < from) lineEnd = bytes.indexOf(lineFeed, from);
    if (lineEnd < 0 && !isLast) return "cut-off";
    const recordEnd = lineEnd < 0 ? bytes.byteLength : lineEnd;
    const separatorAt = indexBefore(bytes, separator, from, recordEnd);
    const hasMore = separatorAt < recordEnd;
    const end =
      hasMore || bytes[recordEnd - 1] !== carriageReturn ? separatorAt : Math.max(from, recordEnd - 1);
    // What stands between a closing quote and the separator makes it a field that only looks quoted.
    const isQuoted = fieldEnd !== undefined && from === end;
    fields.push(isQuoted ? { start: at + 1, end: fieldEnd!, isQuoted } : { start: at, end, isQuoted: false });
    if (!hasMore) return { fields, end, next: lineEnd < 0 ? bytes.byteLength : lineEnd + 1 };
    at = separatorAt + 1;
  }
}

/** The bytes of a field without its quotes. */
export function fieldBytes(bytes: Uint8Array, { start, end, isQuoted }: CsvField): Uint8Array {
  const field = bytes.subarray(start, end);
  if (!isQuoted || !field.includes(quote)) return field;
  const single = new Uint8Array(field.byteLength);
  let length = 0;
  for (let at = 0; at < field.byteLength; at++) {
    single[length++] = field[at]!;
    if (field[at] === quote) at++;
  }
  return single.subarray(0, length);
}

/** Undefined when it is not there, or when what follows it could be its double. */
function closingQuote(bytes: Uint8Array, from: number, isLast: boolean): number | undefined {
  for (let at = bytes.indexOf(quote, from); at >= 0; at = bytes.indexOf(quote, at + 2)) {
    if (at + 1 === bytes.byteLength) return isLast ? at : undefined;
    if (bytes[at + 1] !== quote) return at;
  }
  return undefined;
}

/** Fields are short: a search that may run far beyond the record costs more than it saves. */
function indexBefore(bytes: Uint8Array, wanted: number, from: number, end: number): number {
  const near = Math.min(end, from + 64);
  for (let at = from; at < near; at++) if (bytes[at] === wanted) return at;
  if (near === end) return end;
  const found = bytes.subarray(near, end).indexOf(wanted);
  return found < 0 ? end : near + found;
}
