/** An index over many segments: what an output is held against, and what lookups search. */
import { join } from "node:path";
import type { RecordId } from "@yurai/schema";
import { firstText, readFromFiles, sameText, type ReadText } from "./evidence.ts";
import { listSegments } from "../write/leftovers.ts";
import { lookup, type Lookup, type LookupTarget } from "./lookup.ts";
import type { NormalText } from "../text/normal-form.ts";
import { normalise } from "../wasm/query-kernel.ts";
import { RecordTexts } from "./record-texts.ts";
import { query } from "./query.ts";
import type { QueryLimits, QueryResult } from "./query-result.ts";
import type { RecordRow } from "../segment/record-row.ts";
import { segmentFolder } from "../segment/segment-files.ts";
import { openSegment, type Segment } from "../segment/segment.ts";

/** What an index is opened with. */
export interface OpenIndexOptions {
  /** Ids of the segments to open. Default: every sealed segment of the home. */
  readonly segments?: readonly string[];
  /** Further ways to a record's text, asked after the segment's own and before plain files. */
  readonly readText?: readonly ReadText[];
  /** Relative paths of plain-file locators are resolved against it. Default: the folder that holds the home. */
  readonly baseFolder?: string;
}

/**
 * Opens the segments of a home. Close the index when done: it holds a file handle for each file.
 *
 * @param home the folder `.yurai`
 * @throws FingerprintError `segment-missing`, `segment-damaged` or `segment-version`, naming the segment
 *
 * @example
 * ```ts
 * using index = await openIndex(".yurai");
 * const { matches } = await index.query(reply);
 * const { found } = await index.lookup({ url: "https://example.com/page" });
 * ```
 */
export async function openIndex(home: string, options: OpenIndexOptions = {}): Promise<TextIndex> {
  const ids = options.segments ?? listSegments(home);
  const segments: Segment[] = [];
  try {
    for (const id of ids) segments.push(await openSegment(segmentFolder(home, id)));
  } catch (error) {
    for (const segment of segments) segment.close();
    throw error;
  }
  const files = readFromFiles({ baseFolder: options.baseFolder ?? join(home, "..") });
  return new TextIndex(segments, [...(options.readText ?? []), files]);
}

/** An open index. Made by `openIndex`. */
export class TextIndex {
  readonly segments: readonly Segment[];
  readonly #readText: ReadText;
  readonly #texts = new RecordTexts();

  constructor(segments: readonly Segment[], readText: readonly ReadText[]) {
    this.segments = segments;
    this.#readText = sameText(firstText(readText));
  }

  /**
   * Holds a text against every record.
   *
   * Every exact run for which `guaranteed(run)` holds is found: 50 dense characters, 119 others. It is a verified
   * match where the record's text can be had, and listed as unverified where it can't. A text that `normalise` has
   * been through already is taken as it is.
   */
  query(text: string | NormalText, limits: QueryLimits = {}): Promise<QueryResult> {
    const output = typeof text === "string" ? normalise(text) : text;
    return query(this.segments, output, { readText: this.#readText, texts: this.#texts }, limits);
  }

  /**
   * Looks records up by URL, host, digest or whole text.
   *
   * @throws FingerprintError `bad-input` when the target is no URL, host or digest
   */
  lookup(target: LookupTarget, { limit = 1_000 }: { readonly limit?: number } = {}): Promise<Lookup> {
    return lookup(this.segments, target, this.#readText, limit);
  }

  /** Returns the rows of records, in their order; null for one that no open segment holds. */
  async records(ids: readonly RecordId[]): Promise<(RecordRow | null)[]> {
    const rows: (RecordRow | null)[] = [];
    for (const id of ids) {
      const segment = this.segments.find((segment) => segment.id === id.segment);
      const held = segment !== undefined && id.ordinal < segment.records.rowCount;
      rows.push(held ? (await segment.records.rows([id.ordinal]))[0]! : null);
    }
    return rows;
  }

  /** Closes every segment. */
  close(): void {
    for (const segment of this.segments) segment.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
