/** Takes from a row what is recorded of it, before the row is handed on and may be changed. */
import type { Locator, RobotsDecision, Signal } from "@yurai/schema";
import type { FactTexts, SeenGap } from "./batch.ts";
import { TrackError } from "./error.ts";

/** Where something is found in a row: the name of a field, or a function. */
export type From<Row, Value> = string | ((row: Row) => Value | undefined);

/** What is recorded of each row. */
export interface RowOptions<Row> {
  /**
   * The text: a string, or bytes in UTF-8. Default: the field `text`; a row that is a string or bytes itself is its text.
   */
  readonly text?: From<Row, string | Uint8Array>;
  /**
   * The picture that a row holds beside its text or instead of one: the bytes of its file. It is recorded by perceptual hash
   * and keypoints (the package sharp decodes it), and both are one record. Default: rows hold none.
   */
  readonly image?: From<Row, Uint8Array>;
  /** Where the row was fetched from. Default: not recorded. */
  readonly url?: From<Row, string>;
  /** The row's own id. Default: not recorded. */
  readonly id?: From<Row, string>;
  /** The row's own licence, over its source's: an SPDX expression or a name. Default: not recorded. */
  readonly licence?: From<Row, string>;
  /** BCP 47 tag. Default: not recorded. */
  readonly language?: From<Row, string>;
  /** When the row was fetched: ISO 8601 with an offset, or a Date. Default: not recorded. */
  readonly fetchedAt?: From<Row, string | Date>;
  /** Opt-outs that the caller knows of: for all rows, or by row. Default: none. */
  readonly signals?: readonly Signal[] | ((row: Row) => readonly Signal[] | undefined);
  /** What robots.txt said to the crawler that fetched the row. Default: nobody looked. */
  readonly robots?: (row: Row) => RobotsDecision | undefined;
  /** Where the row can be read again. Default: its number among the rows of this loader. */
  readonly locator?: (row: Row, pull: number) => Locator | undefined;
  /** What of the row the field names look into. Default: the row itself. */
  readonly item?: (row: Row) => unknown;
}

/** What was taken from a row. */
export interface Captured {
  /** Undefined when the row has none, empty when it has a picture alone. Bytes are still the row's own. */
  readonly text: string | Uint8Array | undefined;
  /** The file of its picture; still the row's own. */
  readonly image: Uint8Array | undefined;
  readonly locator: Locator | undefined;
  /** Facts as strings, written at once because the trainer may change the row. Undefined without any. */
  readonly facts: FactTexts | undefined;
  /** Facts that the row had and that are not what they must be, and why there is no text. */
  readonly gaps: readonly SeenGap[];
}

/** Facts that are a string and can be a field of a row. */
export type FactName = "url" | "id" | "licence" | "language" | "fetchedAt";

export const factNames: readonly FactName[] = ["url", "id", "licence", "language", "fetchedAt"];

/** Longest values, as the schema has them: what is longer is no name and no URL. */
const maxLengths: Readonly<Record<FactName, number>> = {
  url: 8_192,
  id: 10_000,
  licence: 200,
  language: 200,
  fetchedAt: 40,
};
const timestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
const noGaps: readonly SeenGap[] = [];

/**
 * Makes the function that takes a row apart. It never throws: what a getter or a caller's function throws becomes a gap.
 *
 * @throws TrackError `bad-input` when an option is neither a field's name nor a function
 */
export function rowReader<Row>(options: RowOptions<Row>): (row: Row, pull: number) => Captured {
  const item = options.item ?? ((row: Row): unknown => row);
  const readText = options.text === undefined ? defaultText(item) : reader(options.text, item, "text");
  const readImage = options.image === undefined ? undefined : reader(options.image, item, "image");
  const field = typeof options.text === "string" ? options.text : "text";
  const readFacts = factsReader(options, item);
  // Those of the row that is being read: a function for each row would cost as much as its facts.
  let gaps = noGaps;
  const onGap = (gap: SeenGap): void => {
    gaps = [...gaps, gap];
  };
  return (row, pull) => {
    // A getter of the row can ask for the next one.
    const before = gaps;
    gaps = noGaps;
    try {
      const facts = readFacts === undefined ? undefined : readFacts(row, onGap);
      const image = imageIn(readImage?.(row));
      const found = readText(row);
      // A row that is bytes may be the picture itself.
      const text = image !== undefined && (found === undefined || found === image) ? "" : found;
      const locator = options.locator?.(row, pull);
      if (typeof text === "string" || text instanceof Uint8Array) {
        if (facts !== undefined && locator !== undefined) facts.locator = JSON.stringify(locator);
        return { text, image, locator, facts, gaps };
      }
      onGap({ kind: "row-without-text", count: 1, where: { ...placeIn(locator), field } });
      return { text: undefined, image: undefined, locator, facts: undefined, gaps };
    } catch {
      // The error may quote the row, so not even its message is kept.
      onGap({ kind: "failed-row", count: 1, code: "row-not-readable" });
      return { text: undefined, image: undefined, locator: undefined, facts: undefined, gaps };
    } finally {
      gaps = before;
    }
  };
}

function defaultText<Row>(item: (row: Row) => unknown): (row: Row) => unknown {
  return (row) => {
    const value = item(row);
    return typeof value === "string" || value instanceof Uint8Array ? value : fieldOf(value, "text");
  };
}

function imageIn(value: unknown): Uint8Array | undefined {
  return value instanceof Uint8Array && value.byteLength > 0 ? value : undefined;
}

function reader<Row>(
  from: From<Row, unknown>,
  item: (row: Row) => unknown,
  option: string,
): (row: Row) => unknown {
  if (typeof from === "function") return from;
  if (typeof from === "string") return (row) => fieldOf(item(row), from);
  throw new TrackError(
    "bad-input",
    `The option ${option} must be the name of a field or a function of the row.`,
  );
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[field] : undefined;
}

type MutableFacts = { -readonly [Name in keyof FactTexts]: FactTexts[Name] };
type FactsReader<Row> = (row: Row, onGap: (gap: SeenGap) => void) => MutableFacts;

/** Undefined when no option asks for a fact, so that plain text costs nothing more. */
function factsReader<Row>(
  options: RowOptions<Row>,
  item: (row: Row) => unknown,
): FactsReader<Row> | undefined {
  const readers = factNames
    .filter((name) => options[name] !== undefined)
    .map((name) => [name, reader(options[name]!, item, name)] as const);
  const names = readers.map(([name]) => name);
  const reads = readers.map(([, read]) => read);
  const { signals, robots, locator } = options;
  if (readers.length === 0 && signals === undefined && robots === undefined && locator === undefined)
    return undefined;
  const everyRow = typeof signals === "function" ? undefined : signalsText(signals);
  return (row, onGap) => {
    const facts: MutableFacts = {};
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      const value = factOf(name, reads[i]!(row));
      if (typeof value === "string") setFact(facts, name, value);
      else if (value === null)
        onGap({ kind: "failed-row", count: 1, code: "fact-refused", where: { field: name } });
    }
    const seen = typeof signals === "function" ? signalsText(signals(row)) : everyRow;
    if (seen !== undefined) facts.signals = seen;
    const decision = robots?.(row);
    if (decision !== undefined) facts.robots = decision;
    return facts;
  };
}

/** Stores by a name that varies would make a dictionary of the object. */
function setFact(facts: MutableFacts, name: FactName, value: string): void {
  switch (name) {
    case "url":
      facts.url = value;
      break;
    case "id":
      facts.id = value;
      break;
    case "licence":
      facts.licence = value;
      break;
    case "language":
      facts.language = value;
      break;
    case "fetchedAt":
      facts.fetchedAt = value;
      break;
    default:
      name satisfies never;
  }
}

function signalsText(signals: readonly Signal[] | undefined): string | undefined {
  return signals === undefined || signals.length === 0 ? undefined : JSON.stringify(signals);
}

/** A fact as it is stored; null for a value that can't be one, undefined where there is none. */
export function factOf(name: FactName, value: unknown): string | null | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const text = value instanceof Date ? dateText(value) : typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || text.length > maxLengths[name]) return null;
  if (name === "fetchedAt" && !timestamp.test(text)) return null;
  return text.isWellFormed() ? text : null;
}

function dateText(date: Date): string | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function placeIn(locator: Locator | undefined): NonNullable<SeenGap["where"]> {
  return locator === undefined ? {} : placeOfLocator(locator);
}

/** Where a gap lies, of a record that lies there; empty where nobody knows. */
export function placeOfLocator(locator: Locator): NonNullable<SeenGap["where"]> {
  if (locator.kind === "row") return { path: locator.path, line: locator.row + 1 };
  if (locator.kind === "warc" || locator.kind === "entry")
    return { path: locator.path, byte: locator.byteStart };
  return locator.kind === "file" ? { path: locator.path } : {};
}

/** The gap that a text of this many bytes of UTF-8 is instead of a record, if it is one. */
export function refusedLength(byteLength: number, maxBytes: number): SeenGap | undefined {
  if (byteLength === 0) return { kind: "row-without-text", count: 1, code: "empty" };
  return byteLength > maxBytes ? { kind: "failed-row", count: 1, code: "record-too-large" } : undefined;
}
