// Texts that are there already: earlier in a screening, or among the records.
import { contentDigest, normalise, textKey, type TextIndex } from "@yurai/fingerprint";
import { HostNumbers } from "../report/host-numbers.ts";
import type { ScreenItem } from "./screen-items.ts";

/** What is asked about an item's text. */
export interface RepeatedTexts {
  /** Whether the same text was asked about before; every item is asked about once. Undefined without letters or digits. */
  readonly isRepeated: (text: string | undefined) => boolean | undefined;
}

/** Remembers texts by 64 bits of a hash of their whole-text key: eight bytes and a slot each, whatever their length. */
export function rememberTexts(): RepeatedTexts {
  const seen = new HostNumbers();
  return {
    isRepeated(text) {
      const normal = text === undefined ? undefined : normalise(text);
      if (normal === undefined || normal.length === 0) return undefined;
      const { hi, lo } = textKey(normal);
      const before = seen.size;
      return seen.numberOf(`${hi.toString(16)}:${lo.toString(16)}`) < before;
    },
  };
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
    if (text === undefined || text === "") return;
    const digest = Buffer.from(contentDigest(Buffer.from(text))).toString("hex");
    const { found } = await index.lookup({ digest }, { limit: maxRecords });
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
