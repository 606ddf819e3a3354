// What is screened as one: a row, a page, a file of a folder, a sample of an archive; and the form in which it is handed on.
import { imageSignals, readFolder, readSpdxTag, type SeenGap } from "@yurai/track";
import { isUtf8 } from "node:buffer";
import { realpathSync } from "node:fs";
import { basename, relative, resolve, sep } from "node:path";
import type { Crawled } from "../track/crawl-pass.ts";
import { openRows, type PlacedRow, type ReadableSource, type ReadOptions } from "../track/row-source.ts";

/** How an item is handed on when it is kept. */
export type Destination =
  /** As a line of JSON. */
  | { readonly kind: "line" }
  /** As a file of a folder, by its path in it. */
  | { readonly kind: "file"; readonly source: string; readonly name: string; readonly bytes: Uint8Array }
  /** As members of an archive, all of them together. */
  | {
      readonly kind: "sample";
      readonly source: string;
      readonly members: readonly { readonly name: string; readonly bytes: Uint8Array }[];
    };

/** Something that rules look at. `value` has the fields that they ask for, whatever form it came in. */
export interface ScreenItem extends PlacedRow {
  readonly destination: Destination;
}

/** The fields that rules read. */
export interface ItemFields {
  readonly text: string;
  readonly signals: string;
}

/** How items are read. */
export interface ItemOptions extends ReadOptions {
  readonly fields: ItemFields;
  /** The crawl that WARC files belong to. */
  readonly crawled: Crawled | undefined;
  /** When signals of pictures were read. */
  readonly at: string;
}

const line: Destination = { kind: "line" };

/** Opens the items of a source. */
export async function* screenItems(source: ReadableSource, options: ItemOptions): AsyncGenerator<ScreenItem> {
  switch (source.kind) {
    case "folder":
      yield* filesOf(source.path, options);
      return;
    case "tar":
      yield* samplesOf(source.path, options);
      return;
    case "warc":
      for await (const row of openRows(source, options)) yield pageOf(row, options);
      return;
    case "jsonl":
    case "csv":
    case "parquet":
    case "arrow":
    case "stdin":
    case "opened-hub":
    case "opened-s3":
      yield* linesOf(openRows(source, options), options);
      return;
    default:
      source satisfies never;
  }
}

/** Rows as they are. A file of text among them becomes a row with its place. */
async function* linesOf(rows: AsyncIterable<PlacedRow>, options: ItemOptions): AsyncGenerator<ScreenItem> {
  const { fields } = options;
  for await (const row of rows) {
    const { value, locator } = row;
    if (row.response !== undefined) {
      yield pageOf(row, options);
      continue;
    }
    const isText = typeof value === "string" || value instanceof Uint8Array;
    const path = "path" in locator ? locator.path : undefined;
    const entry = locator.kind === "entry" ? { entry: locator.entry } : {};
    const object = isText ? { path, ...entry, url: row.url, [fields.text]: textOf(value) } : value;
    yield { ...row, value: object, destination: line };
  }
}

/** Pages with what is known of them, as rows of JSON: what is kept carries its evidence along. */
function pageOf(row: PlacedRow, { crawled, fields }: ItemOptions): ScreenItem {
  const { value: text, url, title, fetchedAt } = row;
  const facts = crawled && {
    licence: crawled.options.licence(row),
    robots: crawled.page(row)?.robots?.answer.decision,
    [fields.signals]: crawled.options.signals(row),
  };
  return { ...row, value: { url, title, fetchedAt, [fields.text]: text, ...facts }, destination: line };
}

/** Texts and pictures of a folder. */
async function* filesOf(folder: string, options: ItemOptions): AsyncGenerator<ScreenItem> {
  const { onGap, baseFolder, fields, at } = options;
  for await (const row of readFolder(folder, { onGap, baseFolder, read: "text-beside-images" })) {
    const text = textOf(row.value);
    const value = { [fields.text]: text, licence: licenceTag(text) };
    yield { ...row, value, destination: fileOf(folder, baseFolder, row) };
  }
  // What can't be read at all is a gap of the texts.
  const onLarge = (gap: SeenGap): void => {
    if (gap.code === "too-large") onGap(gap);
  };
  for await (const row of readFolder(folder, { onGap: onLarge, baseFolder, read: "images" })) {
    const value = { [fields.signals]: imageSignals(row.value, at) };
    yield { ...row, value, destination: fileOf(folder, baseFolder, row) };
  }
}

function fileOf(source: string, baseFolder: string, { locator, value: bytes }: FileRow): Destination {
  const root = realpathSync(source);
  const inside = relative(root, resolve(baseFolder, "path" in locator ? locator.path : ""))
    .split(sep)
    .join("/");
  return { kind: "file", source, name: inside === "" ? basename(root) : inside, bytes };
}

type FileRow = PlacedRow & { readonly value: Uint8Array };

/** Groups of members that share a name. What their metadata says stands beside their texts. */
async function* samplesOf(source: string, options: ItemOptions): AsyncGenerator<ScreenItem> {
  const { readTarSamples } = await import("@yurai/track/tar");
  const { onGap, baseFolder, fields, at } = options;
  for await (const { members, path, isPartial } of readTarSamples(source, { onGap, baseFolder })) {
    const [first] = members;
    // A sample without one of its members is none; the gap says which one is missing.
    if (isPartial || first === undefined) continue;
    const { name: entry, byteStart } = first;
    const locator = {
      kind: "entry",
      path,
      entry,
      byteStart,
      byteEnd: byteStart + first.bytes.byteLength,
    } as const;
    const metadata = metadataOf(members);
    const texts = members.filter(({ name, bytes }) => !jsonName.test(name) && isText(bytes));
    const signals = [
      ...stated(metadata?.[fields.signals]),
      ...members.flatMap(({ bytes }) => imageSignals(bytes, at)),
    ];
    const url = metadata?.["url"];
    const value = {
      licence: metadata?.["license"],
      ...metadata,
      ...(texts.length > 0 && { [fields.text]: texts.map(({ bytes }) => textOf(bytes)).join("\n") }),
      [fields.signals]: signals,
    };
    const destination: Destination = { kind: "sample", source, members };
    yield { value, locator, destination, ...(typeof url === "string" && { url }) };
  }
}

const jsonName = /\.json$/i;

function isText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !bytes.includes(0);
}

/** What the `.json` of a sample says; undefined for a file by itself and for what is no object. */
function metadataOf(
  members: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Readonly<Record<string, unknown>> | undefined {
  for (const { name, bytes } of members) {
    if (!jsonName.test(name)) continue;
    try {
      const value: unknown = JSON.parse(textOf(bytes));
      if (typeof value === "object" && value !== null && !Array.isArray(value))
        return value as Readonly<Record<string, unknown>>;
    } catch {
      // The member is handed on as it is, or not; nobody reads it here.
    }
  }
  return undefined;
}

function stated(signals: unknown): readonly unknown[] {
  return Array.isArray(signals) ? signals : [];
}

function textOf(value: string | Uint8Array): string {
  return typeof value === "string" ? value : new TextDecoder().decode(value);
}

/** The licence that code states in its head. */
function licenceTag(text: string): string | undefined {
  const licence = readSpdxTag(text.slice(0, 8_192));
  return licence?.kind === "spdx" ? licence.expression : licence?.name;
}
