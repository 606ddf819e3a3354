/** Texts and pictures in tar archives: files one by one, or samples of a WebDataset shard, whose members share a name. */
import { isUtf8 } from "node:buffer";
import type { Locator } from "@yurai/schema";
import type { SeenGap } from "../batch.ts";
import { openBytes, type ByteSource } from "./byte-stream.ts";
import { gapOfStream, locatorPath, type ReaderOptions, type ReadRow } from "./read-row.ts";
import { captions } from "./row-image.ts";
import { tarEntries, type TarEntry } from "./tar-entry.ts";

export { readTarSamples, type TarSample, type TarSamplesOptions } from "./tar-samples.ts";

/** Where an entry lies. */
export type EntryLocator = Extract<Locator, { kind: "entry" }>;

/** How an archive is read. */
export interface TarOptions extends ReaderOptions {
  /** What a stream is called in locators and gaps. Default `-`. */
  readonly name?: string;
  /** The field that holds the text in members that are JSON. Default `text`; with pictures also the usual captions. */
  readonly field?: string;
  /** Pictures go with the text of their sample; further ones are rows of their own. Default: pictures are gaps. */
  readonly images?: boolean;
  /** Larger entries are a gap. Default 64 MiB. */
  readonly maxEntryBytes?: number;
}

/** A text of an archive: of a file, or of a sample. */
export interface TarRow extends ReadRow<Uint8Array | string> {
  readonly locator: EntryLocator;
  /** Name of the entry up to the first dot of its last part: what the members of a sample share. */
  readonly id: string;
  readonly url?: string;
  /** The licence that the sample's metadata names, as it names it. */
  readonly licence?: string;
}

const text =
  /\.(?:txt|text|md|markdown|rst|caption|cls|html?|xml|csv|tsv|py|js|ts|java|c|h|cpp|go|rs|rb|sh|sql|yaml|yml|toml|tex|srt|vtt)$/i;
const json = /\.json$/i;
const picture = /\.(?:jpe?g|jfif|png|gif|webp|tiff?|avif|heic|heif|svg|bmp|ppm|jp2|jxl)$/i;
const label = /\.cls$/i;

/**
 * Yields the texts of a tar archive, plain, gzip or Zstandard, in order: text and code files as bytes in UTF-8, and of a
 * JSON file the field that holds the text. In a WebDataset shard the `.json` beside a text is its metadata: its `url` goes
 * with the text, and it gives a row of its own only where the sample has no other text. A `.cls` that is a number is no text
 * beside a picture.
 *
 * Gaps: `refused-entry` (links, names that lead out), `unknown-format` (members that are no text), `wrong-encoding`,
 * `broken-line`, `truncated-file`, `limit-reached`, and those of a file that can't be opened.
 */
export async function* readTar(source: ByteSource, options: TarOptions): AsyncGenerator<TarRow> {
  const { onGap, field, images = false, maxEntryBytes = 64 * 1024 * 1024 } = options;
  const path = typeof source === "string" ? locatorPath(source, options.baseFolder) : (options.name ?? "-");
  const wants = (name: string): boolean => {
    if (text.test(name) || json.test(name) || (images && picture.test(name))) return true;
    onGap({ kind: "unknown-format", count: 1, code: extensionOf(name), where: { path } });
    return false;
  };
  const place = { path, fields: field === undefined ? [defaultField, ...captions] : [field], onGap };
  let sample: TarEntry[] = [];
  let byteLength = 0;
  try {
    const { chunks } = await openBytes(source);
    for await (const entry of tarEntries(chunks, { onGap, path, maxEntryBytes, wants })) {
      if (
        sample.length > 0 &&
        (sampleOf(sample[0]!.name) !== sampleOf(entry.name) ||
          sample.length >= maxMembers ||
          byteLength + entry.bytes.byteLength > maxSampleBytes)
      ) {
        yield* rowsOf(sample, place);
        sample = [];
        byteLength = 0;
      }
      sample.push(entry);
      byteLength += entry.bytes.byteLength;
    }
  } catch (error) {
    onGap(gapOfStream(error, path, 0));
  }
  yield* rowsOf(sample, place);
}

/** The text of an entry, from the bytes of its content. */
export function textOfEntry(bytes: Uint8Array, { field }: EntryLocator): Uint8Array | string | undefined {
  if (field === undefined) return bytes;
  const value = parseJson(bytes)?.[field];
  return typeof value === "string" ? value : undefined;
}

/** A sample with more members, or larger, is none. */
const maxMembers = 100;
const maxSampleBytes = 256 * 1024 * 1024;
const defaultField = "text";

interface Place {
  readonly path: string;
  /** Fields of metadata in which the text may stand, the first that has one counts. */
  readonly fields: readonly string[];
  readonly onGap: (gap: SeenGap) => void;
}

/** A text of a sample, and where it lies. */
interface SampleText {
  readonly value: Uint8Array | string;
  readonly locator: EntryLocator;
}

function* rowsOf(sample: readonly TarEntry[], place: Place): Generator<TarRow> {
  const [first] = sample;
  if (first === undefined) return;
  const { path } = place;
  const metadata = sample.filter(({ name }) => json.test(name));
  const pictures = sample.filter(({ name }) => picture.test(name) && !text.test(name));
  const common = { id: sampleOf(first.name), ...factsIn(metadata) };
  const [image, ...otherImages] = pictures;
  const [words, ...others] = textsOf(sample, metadata, pictures.length > 0, place);
  if (words !== undefined) {
    const beside = image && { entry: image.name, byteStart: image.byteStart, byteEnd: endOf(image) };
    yield {
      ...common,
      value: words.value,
      locator: { ...words.locator, ...(beside && { image: beside }) },
      ...(image && { image: image.bytes }),
    };
  }
  for (const other of others) yield { ...common, ...other };
  const alone = words === undefined && image !== undefined ? [image, ...otherImages] : otherImages;
  for (const one of alone) yield { ...common, value: "", locator: locatorOf(one, path), image: one.bytes };
}

/** The texts of a sample: its members that are text, else a field of its metadata. What is none is a gap. */
function textsOf(
  sample: readonly TarEntry[],
  metadata: readonly TarEntry[],
  hasImage: boolean,
  place: Place,
): readonly SampleText[] {
  const { path, onGap } = place;
  const members = sample.filter(
    ({ name, bytes }) => text.test(name) && !(hasImage && label.test(name) && isNumber(bytes)),
  );
  const texts = members.flatMap((entry): readonly SampleText[] => {
    if (isUtf8(entry.bytes) && !entry.bytes.includes(0))
      return [{ value: entry.bytes, locator: locatorOf(entry, path) }];
    onGap({ kind: "wrong-encoding", count: 1, code: "not-utf-8", where: { path, byte: entry.byteStart } });
    return [];
  });
  return members.length > 0 ? texts : metadata.flatMap((entry) => textInJson(entry, hasImage, place));
}

function textInJson(
  entry: TarEntry,
  hasImage: boolean,
  { path, fields, onGap }: Place,
): readonly SampleText[] {
  const where = { path, byte: entry.byteStart };
  const value = parseJson(entry.bytes);
  const field = fields.find((name) => typeof value?.[name] === "string" && value[name] !== "");
  if (value === undefined) onGap({ kind: "broken-line", count: 1, code: "not-json", where });
  else if (field !== undefined)
    return [{ value: String(value[field]), locator: { ...locatorOf(entry, path), field } }];
  // Beside a picture metadata need not hold a text.
  else if (!hasImage) onGap({ kind: "row-without-text", count: 1, where: { ...where, field: fields[0]! } });
  return [];
}

function factsIn(metadata: readonly TarEntry[]): Pick<TarRow, "url" | "licence"> {
  const values = metadata.map(({ bytes }) => parseJson(bytes));
  const url = values.map(urlIn).find((found) => found !== undefined);
  const licence = values.map((value) => value?.["licence"] ?? value?.["license"]).find(isLicence);
  return { ...(url !== undefined && { url }), ...(licence !== undefined && { licence }) };
}

function isLicence(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 200;
}

function isNumber(bytes: Uint8Array): boolean {
  return bytes.byteLength <= 20 && /^\s*\d+\s*$/.test(Buffer.from(bytes).toString("latin1"));
}

function locatorOf(entry: TarEntry, path: string): EntryLocator {
  return { kind: "entry", path, entry: entry.name, byteStart: entry.byteStart, byteEnd: endOf(entry) };
}

function endOf({ byteStart, bytes }: TarEntry): number {
  return byteStart + bytes.byteLength;
}

/** What members of a sample share: everything up to the first dot of the last part of the name. */
function sampleOf(name: string): string {
  const slash = name.lastIndexOf("/");
  const dot = name.indexOf(".", slash + 2);
  return dot < 0 ? name : name.slice(0, dot);
}

function extensionOf(name: string): string {
  const extension = /\.([a-z\d]{1,10})$/i.exec(name)?.[1];
  return extension === undefined ? "no-extension" : extension.toLowerCase();
}

function parseJson(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function urlIn(value: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const url = value?.["url"];
  return typeof url === "string" && url.length <= 8_192 && /^[a-z][a-z\d+.-]*:\S+$/i.test(url)
    ? url
    : undefined;
}
