/** Texts in tar archives: files one by one, or samples of a WebDataset shard, whose members share a name. */
import { isUtf8 } from "node:buffer";
import type { Locator } from "@yurai/schema";
import type { SeenGap } from "../batch.ts";
import type { ByteSource } from "./byte-stream.ts";
import { gapOfStream, locatorPath, type ReaderOptions, type ReadRow } from "./read-row.ts";
import { tarEntries, type TarEntry } from "./tar-entry.ts";
import { openLimited } from "./unpacking-limit.ts";

/** Where an entry lies. */
export type EntryLocator = Extract<Locator, { kind: "entry" }>;

/** How an archive is read. */
export interface TarOptions extends ReaderOptions {
  /** What a stream is called in locators and gaps. Default `-`. */
  readonly name?: string;
  /** The field that holds the text in members that are JSON. Default `text`. */
  readonly field?: string;
  /** Larger entries are a gap. Default 64 MiB. */
  readonly maxEntryBytes?: number;
}

/** A text of an archive: of a file, or of a sample. */
export interface TarRow extends ReadRow<Uint8Array | string> {
  readonly locator: EntryLocator;
  /** Name of the entry up to the first dot of its last part: what the members of a sample share. */
  readonly id: string;
  readonly url?: string;
}

const text =
  /\.(?:txt|text|md|markdown|rst|caption|cls|html?|xml|csv|tsv|py|js|ts|java|c|h|cpp|go|rs|rb|sh|sql|yaml|yml|toml|tex|srt|vtt)$/i;
const json = /\.json$/i;

/**
 * Yields the texts of a tar archive, plain, gzip or Zstandard, in order: text and code files as bytes in UTF-8, and of a
 * JSON file the field that holds the text. In a WebDataset shard the `.json` beside a text is its metadata: its `url` goes
 * with the text, and it gives a row of its own only where the sample has no other text.
 *
 * Gaps: `refused-entry` (links, names that lead out), `unknown-format` (members that are no text), `wrong-encoding`,
 * `broken-line`, `truncated-file`, `limit-reached`, and those of a file that can't be opened.
 */
export async function* readTar(source: ByteSource, options: TarOptions): AsyncGenerator<TarRow> {
  const { onGap, field = "text", maxEntryBytes = 64 * 1024 * 1024 } = options;
  const path = typeof source === "string" ? locatorPath(source, options.baseFolder) : (options.name ?? "-");
  const wants = (name: string): boolean => {
    if (text.test(name) || json.test(name)) return true;
    onGap({ kind: "unknown-format", count: 1, code: extensionOf(name), where: { path } });
    return false;
  };
  const place = { path, field, onGap };
  let sample: TarEntry[] = [];
  try {
    const { chunks } = await openLimited(source);
    for await (const entry of tarEntries(chunks, { onGap, path, maxEntryBytes, wants })) {
      if (
        sample.length > 0 &&
        (sampleOf(sample[0]!.name) !== sampleOf(entry.name) || sample.length >= maxMembers)
      ) {
        yield* rowsOf(sample, place);
        sample = [];
      }
      sample.push(entry);
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

/** A sample with more members is none. */
const maxMembers = 100;

interface Place {
  readonly path: string;
  readonly field: string;
  readonly onGap: (gap: SeenGap) => void;
}

function* rowsOf(sample: readonly TarEntry[], { path, field, onGap }: Place): Generator<TarRow> {
  const texts = sample.filter(({ name }) => !json.test(name));
  const metadata = sample.filter(({ name }) => json.test(name));
  const url = metadata.map(({ bytes }) => urlIn(parseJson(bytes))).find((found) => found !== undefined);
  const facts = { ...(url !== undefined && { url }) };
  for (const entry of texts) {
    const locator = locatorOf(entry, path);
    if (isUtf8(entry.bytes) && !entry.bytes.includes(0))
      yield { value: entry.bytes, locator, id: sampleOf(entry.name), ...facts };
    else
      onGap({ kind: "wrong-encoding", count: 1, code: "not-utf-8", where: { path, byte: entry.byteStart } });
  }
  for (const entry of texts.length > 0 ? [] : metadata) {
    const where = { path, byte: entry.byteStart };
    const value = parseJson(entry.bytes);
    const found = value?.[field];
    if (value === undefined) onGap({ kind: "broken-line", count: 1, code: "not-json", where });
    else if (typeof found !== "string")
      onGap({ kind: "row-without-text", count: 1, where: { ...where, field } });
    else
      yield {
        value: found,
        locator: { ...locatorOf(entry, path), field },
        id: sampleOf(entry.name),
        ...facts,
      };
  }
}

function locatorOf({ name, byteStart, bytes }: TarEntry, path: string): EntryLocator {
  return { kind: "entry", path, entry: name, byteStart, byteEnd: byteStart + bytes.byteLength };
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
