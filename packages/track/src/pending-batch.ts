/** The batch that is being filled: texts into one buffer, numbers into columns, rare facts beside them. */
import { Buffer } from "node:buffer";
import type { Batch, FactTexts, SourceGap } from "./batch.ts";
import { RangeCollector, type Place } from "./position.ts";

/** Records of one batch at most, so that its columns have a fixed size. */
const maxBatchRecords = 4_096;

/** What of a record travels in the buffer. */
export interface Content {
  readonly text: string | Uint8Array;
  /** The file of its picture. */
  readonly image: Uint8Array | undefined;
}

/** Fills one buffer. Full, it is taken and sent; then another is begun. */
export class PendingBatch {
  /** Monotonic milliseconds at which it was begun. */
  readonly startedMs: number;
  readonly #bytes: Buffer<ArrayBuffer>;
  readonly #offsets = new Uint32Array(maxBatchRecords + 1);
  readonly #passes = new Uint32Array(maxBatchRecords);
  readonly #pulls = new Float64Array(maxBatchRecords);
  /** Made for the first picture. */
  #images: { readonly starts: Uint32Array; readonly ends: Uint32Array } | undefined;
  readonly #facts: { -readonly [Name in keyof FactTexts]?: (string | null)[] } = {};
  #count = 0;
  /** Texts end here; pictures are laid from the buffer's end towards it. */
  #end = 0;
  #top: number;

  constructor(buffer: ArrayBuffer, startedMs: number) {
    this.#bytes = Buffer.from(buffer);
    this.#top = buffer.byteLength;
    this.startedMs = startedMs;
  }

  get count(): number {
    return this.#count;
  }

  /** Copies a text and a picture, and takes their facts; false, and nothing is kept, when it doesn't fit. */
  add({ text, image }: Content, pass: number, pull: number, facts: FactTexts | undefined): boolean {
    if (this.#count === maxBatchRecords) return false;
    const top = this.#top;
    if (image !== undefined) this.#top -= image.byteLength;
    const end = typeof text === "string" ? this.#encode(text) : this.#copy(text);
    if (end < 0 || this.#top < end) {
      this.#top = top;
      return false;
    }
    const at = this.#count++;
    if (image !== undefined) this.#lay(image, at, top);
    this.#offsets[at + 1] = end;
    this.#end = end;
    this.#passes[at] = pass;
    this.#pulls[at] = pull;
    if (facts !== undefined) this.#note(facts, at);
    return true;
  }

  /** The message to send; its buffer goes along as a transfer. */
  taken(skipped: Batch["skipped"], gaps: readonly SourceGap[]): Batch {
    const count = this.#count;
    return {
      kind: "batch",
      buffer: this.#bytes.buffer,
      offsets: this.#offsets.slice(0, count + 1),
      ...(this.#images && {
        images: { starts: this.#images.starts.slice(0, count), ends: this.#images.ends.slice(0, count) },
      }),
      passes: this.#passes.slice(0, count),
      pulls: this.#pulls.slice(0, count),
      facts: this.#facts,
      skipped,
      gaps,
    };
  }

  #note(facts: FactTexts, at: number): void {
    // One by one: a loop over the names costs three times as much.
    const { url, id, licence, language, fetchedAt, signals, robots, locator } = facts;
    if (url !== undefined) put((this.#facts.url ??= []), at, url);
    if (id !== undefined) put((this.#facts.id ??= []), at, id);
    if (licence !== undefined) put((this.#facts.licence ??= []), at, licence);
    if (language !== undefined) put((this.#facts.language ??= []), at, language);
    if (fetchedAt !== undefined) put((this.#facts.fetchedAt ??= []), at, fetchedAt);
    if (signals !== undefined) put((this.#facts.signals ??= []), at, signals);
    if (robots !== undefined) put((this.#facts.robots ??= []), at, robots);
    if (locator !== undefined) put((this.#facts.locator ??= []), at, locator);
  }

  #lay(image: Uint8Array, at: number, end: number): void {
    this.#images ??= { starts: new Uint32Array(maxBatchRecords), ends: new Uint32Array(maxBatchRecords) };
    this.#bytes.set(image, this.#top);
    this.#images.starts[at] = this.#top;
    this.#images.ends[at] = end;
  }

  #encode(text: string): number {
    const room = this.#top - this.#end;
    // A unit of UTF-16 is one to three bytes of UTF-8; only near the end of the buffer a text is measured first.
    if (text.length * 3 > room && (text.length > room || Buffer.byteLength(text) > room)) return -1;
    // Without a view for each text, which `encodeInto` needs: a third less for short texts.
    return this.#end + this.#bytes.write(text, this.#end);
  }

  #copy(bytes: Uint8Array): number {
    if (bytes.byteLength > this.#top - this.#end) return -1;
    this.#bytes.set(bytes, this.#end);
    return this.#end + bytes.byteLength;
  }
}

function put(column: (string | null)[], at: number, value: string): void {
  while (column.length < at) column.push(null);
  column.push(value);
}

/** Places and gaps that wait for the next batch. */
export class PendingGaps {
  #skipped = new Map<string, { source: string; part: string; collector: RangeCollector }>();
  #gaps = new Map<string, SourceGap>();

  get isEmpty(): boolean {
    return this.#skipped.size === 0 && this.#gaps.size === 0;
  }

  skip(source: string, place: Place): void {
    const key = `${source}\0${place.part}`;
    const entry = this.#skipped.get(key) ?? { source, part: place.part, collector: new RangeCollector() };
    entry.collector.add(place.ordinal);
    this.#skipped.set(key, entry);
  }

  /** Adds a gap to those of its kind, source and code; the first one's place stays. */
  add(gap: SourceGap): void {
    addGap(this.#gaps, gap);
  }

  taken(): { readonly skipped: Batch["skipped"]; readonly gaps: readonly SourceGap[] } {
    const skipped = [...this.#skipped.values()].map(({ source, part, collector }) => ({
      source,
      part,
      ranges: collector.ranges,
    }));
    const gaps = [...this.#gaps.values()];
    this.#skipped = new Map();
    this.#gaps = new Map();
    return { skipped, gaps };
  }
}

/** Adds a gap to a sum by kind, source, code and field. */
export function addGap(sums: Map<string, SourceGap>, gap: SourceGap): void {
  const key = JSON.stringify([gap.kind, gap.source, gap.code ?? "", gap.where?.field ?? ""]);
  const sum = sums.get(key);
  sums.set(key, sum === undefined ? gap : { ...sum, count: sum.count + gap.count });
}
