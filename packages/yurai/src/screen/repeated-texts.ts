// What is there already: earlier in a screening, or among the records.
import { contentDigest, normalise, textKey, type TextIndex } from "@yurai/fingerprint";
import { HostNumbers } from "../report/host-numbers.ts";
import type { ScreenItem } from "./screen-items.ts";

/** What is asked about an item's text. */
export interface RepeatedTexts {
  /**
   * Whether the same text was asked about before, or of an item without text the same file; every item is asked about once.
   * Undefined for what has neither, and for a text without letters or digits.
   */
  readonly isRepeated: (text: string | undefined, file: Uint8Array | undefined) => boolean | undefined;
}

/** Remembers texts by 64 bits of a hash of their whole-text key: eight bytes and a slot each, whatever their length. */
export function rememberTexts(): RepeatedTexts {
  const seen = new HostNumbers();
  return {
    isRepeated(text, file) {
      const key = text === undefined ? file && hexOf(file) : keyOf(text);
      if (key === undefined) return undefined;
      const before = seen.size;
      return seen.numberOf(key) < before;
    },
  };
}

function keyOf(text: string): string | undefined {
  const normal = normalise(text);
  if (normal.length === 0) return undefined;
  const { hi, lo } = textKey(normal);
  return `${hi.toString(16)}:${lo.toString(16)}`;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(contentDigest(bytes)).toString("hex");
}

/** The file of an item that is no text: itself, or the first picture of a sample. */
export function fileOf({ destination }: Pick<ScreenItem, "destination">): Uint8Array | undefined {
  if (destination.kind === "file") return destination.bytes;
  if (destination.kind === "line") return undefined;
  return destination.members.find(({ name }) => !/\.(?:json|cls)$/i.test(name))?.bytes;
}

/** Names of the sources that have a record of exactly an item's text; undefined for an item that has none. */
export type SourcesOf = (item: object) => ReadonlySet<string> | undefined;

/** Items looked up at once: rules answer on the spot, and the index is read in steps. */
const batchLength = 64;
/** Records of one text that are looked at for their sources. */
const maxRecords = 1_000;

/**
 * Looks items up among the records before rules see them.
 *
 * @param textOf the text of an item
 */
export function lookUpAhead(
  index: TextIndex,
  textOf: (item: ScreenItem) => string | undefined,
): {
  readonly ahead: (items: AsyncIterable<ScreenItem>) => AsyncIterable<ScreenItem>;
  readonly sourcesOf: SourcesOf;
} {
  const known = new WeakMap<object, ReadonlySet<string>>();
  const look = async (item: ScreenItem): Promise<void> => {
    const text = textOf(item);
    const bytes = text === undefined ? fileOf(item) : Buffer.from(text);
    if (bytes === undefined || bytes.byteLength === 0) return;
    const { found } = await index.lookup({ digest: hexOf(bytes) }, { limit: maxRecords });
    known.set(item, new Set(found.map(({ row }) => row.facts.source)));
  };
  return {
    sourcesOf: (item) => known.get(item),
    async *ahead(items) {
      let batch: ScreenItem[] = [];
      const looked = async (): Promise<readonly ScreenItem[]> => {
        const whole = batch;
        batch = [];
        await Promise.all(whole.map(look));
        return whole;
      };
      for await (const item of items) {
        batch.push(item);
        if (batch.length === batchLength) yield* await looked();
      }
      yield* await looked();
    },
  };
}
