/** The batch that is being filled: texts into one buffer, numbers into columns, rare facts beside them. */
import { Buffer } from "node:buffer";
import type { Batch, FactTexts, SourceGap } from "./batch.ts";
import { RangeCollector, type Place } from "./position.ts";

/** Records of one batch at most, so that its columns have a fixed size. */
const maxBatchRecords = 4_096;

/** Fills one buffer. Full, it is taken and sent; then another is begun. */
export class PendingBatch {
  /** Monotonic milliseconds at which it was begun. */
  readonly startedMs: number;
  readonly #bytes: Buffer<ArrayBuffer>;
  readonly #offsets = new Uint32Array(maxBatchRecords + 1);
  readonly #passes = new Uint32Array(maxBatchRecords);
  readonly #pulls = new Float64Array(maxBatchRecords);
  readonly #facts: { -readonly [Name in keyof FactTexts]?: (string | null)[] } = {};
  #count = 0;
  #end = 0;

  constructor(buffer: ArrayBuffer, startedMs: number) {
    this.#bytes = Buffer.from(buffer);
    this.startedMs = startedMs;
  }

  get count(): number {
    return this.#count;
  }

  /** Copies a text, and takes its facts; false, and nothing is kept, when it doesn't fit. */
  add(text: string | Uint8Array, pass: number, pull: number, facts: FactTexts | undefined): boolean {
    if (this.#count === maxBatchRecords) return false;
    const end = typeof text === "string" ? this.#encode(text) : this.#copy(text);
    if (end < 0) return false;
    const at = this.#count++;
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

  #encode(text: string): number {
    const room = this.#bytes.byteLength - this.#end;
    // A unit of UTF-16 is one to three bytes of UTF-8; only near the end of the buffer a text is measured first.
    if (text.length * 3 > room && (text.length > room || Buffer.byteLength(text) > room)) return -1;
    // Without a view for each text, which `encodeInto` needs: a third less for short texts.
    return this.#end + this.#bytes.write(text, this.#end);
  }

  #copy(bytes: Uint8Array): number {
    if (bytes.byteLength > this.#bytes.byteLength - this.#end) return -1;
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
