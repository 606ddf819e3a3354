/** What the worker keeps between batches: the open segment and the roll-ups of what is in it. */
import {
  createSegment,
  type RecordedPicture,
  type SealedSegment,
  type SegmentWriter,
  type TextBatch,
} from "@yurai/fingerprint";
import {
  joinRanges,
  LedgerError,
  type Ledger,
  type NewRow,
  type OrdinalRange,
  type ReadProgress,
} from "@yurai/ledger";
import { syntheticMarksOf, type Evidence, type Gap, type RecordFacts, type RunSource } from "@yurai/schema";
import type {
  Batch,
  Lines,
  LinesRead,
  Pass,
  RecordingEnd,
  SeenGap,
  SourceGap,
  WorkerSettings,
} from "./batch.ts";
import { placeOfLocator } from "./capture.ts";
import { FactsOfBatch } from "./facts.ts";
import { JsonRows } from "./json-rows.ts";
import { addGap } from "./pending-batch.ts";
import type { PeopleCounts } from "./people.ts";
import { placeOf, RangeCollector } from "./position.ts";
import {
  digestFile,
  factsWithSignals,
  gapOf,
  picturePrinter,
  printFile,
  type PrintedFile,
} from "./record-images.ts";
import { RollUps } from "./roll-ups.ts";
import { addCounts, type SourceSummary } from "./run-summary.ts";

/** How often a commit is tried again after other processes of the run read the same. */
const maxOverlaps = 5;

/**
 * Records at which a segment is sealed whatever its bytes. An open one holds the keys, the length and the signature of each
 * record in memory: 256 MB of short rows would take several times what 256 MB of pages take.
 */
const maxSegmentRecords = 262_144;

/** What the recording needs from outside. */
export interface RecordingOutside {
  readonly now: () => Date;
  /** Counts personal data in the texts of a batch, one entry for each; missing when nobody wants to know. */
  readonly countPeople?: ((texts: TextBatch) => readonly PeopleCounts[]) | undefined;
  /** Told after each commit how many records of each source are safe. */
  readonly committed: (records: readonly (readonly [source: string, records: number])[]) => void;
}

interface ReadPart {
  readonly source: string;
  readonly part: string;
  readonly collector: RangeCollector;
}

/** Fingerprints batches into one segment after the other, and commits each with all that belongs to it. */
export class Recording {
  readonly #settings: Omit<WorkerSettings, "signals">;
  readonly #ledger: Ledger;
  readonly #outside: RecordingOutside;
  readonly #passes = new Map<number, Pass>();
  /** Readers of the passes that are files. */
  readonly #files = new Map<number, JsonRows>();
  /** Grows while a segment is open: the writer looks a source up when its first record comes. */
  readonly #evidence: Record<string, Evidence> = {};
  readonly #segments: string[] = [];
  readonly #printer: ReturnType<typeof picturePrinter<PrintedFile>>;
  #writer: SegmentWriter | undefined;
  #rollUps: RollUps;
  #reads = new Map<string, ReadPart>();
  #gaps = new Map<string, SourceGap>();
  #openedMs: number | undefined;
  #bytesOnDisk = 0;
  #readTwice = 0;
  #total: readonly SourceSummary[] = [];

  constructor(settings: Omit<WorkerSettings, "signals">, ledger: Ledger, outside: RecordingOutside) {
    this.#settings = settings;
    this.#ledger = ledger;
    this.#outside = outside;
    this.#rollUps = new RollUps(settings.run);
    this.#printer = picturePrinter(settings.profile === null ? digestFile : printFile);
  }

  pass(number: number, pass: Pass): void {
    this.#passes.set(number, pass);
    this.#evidence[pass.source] = pass.evidence;
    if (pass.file !== undefined) this.#files.set(number, new JsonRows(pass, pass.file));
  }

  /**
   * Begins to print the pictures of a batch, which may wait for its turn meanwhile; undefined where it has none. Its buffer may
   * go back once the promise is settled.
   */
  print({ buffer, images }: Batch): Promise<readonly (PrintedFile | null)[]> | undefined {
    return images && this.#printer(new Uint8Array(buffer), images);
  }

  /**
   * Adds a batch to the open segment. Throws when the disk refuses; then only {@link Recording.abandon} is left.
   *
   * @param printed its pictures, from {@link Recording.print}
   */
  async append(batch: Batch, printed: ReturnType<Recording["print"]> = this.print(batch)): Promise<void> {
    this.#openedMs ??= this.#outside.now().getTime();
    for (const gap of batch.gaps) addGap(this.#gaps, gap);
    for (const { source, part, ranges } of batch.skipped) this.#readRanges(source, part, ranges);
    if (batch.passes.length === 0) return;
    const columns = new FactsOfBatch(batch.facts);
    const facts: RecordFacts[] = [];
    for (let i = 0; i < batch.passes.length; i++)
      facts.push(this.#factsOf(columns, i, batch.passes[i]!, batch.pulls[i]!));
    const texts = { bytes: new Uint8Array(batch.buffer), offsets: batch.offsets };
    if (printed === undefined) this.#record(texts, facts, batch.passes);
    else this.#recordWithImages(texts, await printed, facts, batch.passes);
  }

  /** Reads a chunk of a file's lines and adds its rows; throws as {@link Recording.append}. */
  appendLines(lines: Lines): LinesRead {
    this.#openedMs ??= this.#outside.now().getTime();
    const { source } = this.#passes.get(lines.pass)!;
    const rows = this.#files.get(lines.pass)!;
    const { texts, facts, gaps, read } = rows.read(lines);
    for (const gap of gaps) this.#gap(gap, source);
    const whole: OrdinalRange = [lines.firstLine, lines.firstLine + lines.lineCount];
    this.#readRanges(source, placeOf(rows.locator, "", 0).part, subtract([whole], lines.known));
    if (facts.length > 0) this.#record(texts, facts, lines.pass);
    return read;
  }

  /**
   * Everything that is made of texts is made here, a batch at a time and from their bytes.
   *
   * @param passes of each record, or of all
   */
  #record(
    texts: TextBatch,
    facts: readonly RecordFacts[],
    passes: Uint32Array | number,
    pictures: readonly (RecordedPicture | null)[] = [],
  ): void {
    const prints = this.#open().append(texts, facts, pictures);
    const at = this.#outside.now().toISOString();
    const { offsets } = texts;
    const passOf = (i: number): Pass => this.#passes.get(typeof passes === "number" ? passes : passes[i]!)!;
    for (let i = 0; i < facts.length; i++) {
      const byteLength = offsets[i + 1]! - offsets[i]! + (pictures[i]?.byteLength ?? 0);
      const characters = prints.characters[i]!;
      const host = prints.hosts[i]!;
      this.#rollUps.add({ facts: facts[i]!, pass: passOf(i), host, characters, byteLength }, at);
      const picture = pictures[i];
      if (picture) this.#rollUps.addPicture(passOf(i), picture.byteLength);
    }
    this.#noteOutOfReach(texts, facts, passOf);
    const counts = this.#outside.countPeople?.(texts) ?? [];
    for (const [i, people] of counts.entries()) this.#rollUps.addPeople(passOf(i), people);
  }

  /** Says at once what would otherwise show as `unverified` when a match comes up years later. */
  #noteOutOfReach(
    { offsets }: TextBatch,
    facts: readonly RecordFacts[],
    passOf: (record: number) => Pass,
  ): void {
    if (this.#settings.profile === null) return;
    const counts = new Map<string, number>();
    for (const [i, { locator }] of facts.entries()) {
      const { source, evidence } = passOf(i);
      const hasText = offsets[i + 1]! > offsets[i]!;
      if (hasText && evidence === "reread" && locator.kind === "ordinal")
        counts.set(source, (counts.get(source) ?? 0) + 1);
    }
    for (const [source, count] of counts) this.#gap({ kind: "text-out-of-reach", count }, source);
  }

  /** Takes the pictures of a batch first: what their files say belongs to the facts. */
  #recordWithImages(
    texts: TextBatch,
    printed: readonly (PrintedFile | null)[],
    facts: readonly RecordFacts[],
    passes: Uint32Array,
  ): void {
    const at = this.#outside.now().toISOString();
    const known = facts.map((fact, i) => factsWithSignals(fact, printed[i]?.signals ?? [], at));
    for (const [i, one] of printed.entries()) {
      const gap = one === null ? undefined : gapOf(one, facts[i]!);
      if (gap !== undefined) this.#gap(gap, facts[i]!.source);
    }
    this.#noteMarked(known, passes);
    const pictures = printed.map((one) => one?.picture ?? null);
    this.#record(texts, known, passes, pictures);
  }

  /** What a file says of itself changes no declaration: where the two differ both are shown. */
  #noteMarked(facts: readonly RecordFacts[], passes: Uint32Array): void {
    for (const [i, { source, signals = [], locator }] of facts.entries()) {
      const { declaredClass = "synthetic" } = this.#passes.get(passes[i]!)!;
      if (declaredClass === "synthetic" || syntheticMarksOf(signals).length === 0) continue;
      this.#gap({ kind: "marked-synthetic", count: 1, where: placeOfLocator(locator) }, source);
    }
  }

  /** Seals when the open segment is large or old enough. */
  async sealIfDue(): Promise<void> {
    if (this.#openedMs === undefined) return;
    const ageMs = this.#outside.now().getTime() - this.#openedMs;
    const writer = this.#writer;
    const isLarge =
      writer !== undefined &&
      (writer.byteLength >= this.#settings.sealBytes || writer.recordCount >= maxSegmentRecords);
    if (isLarge || ageMs >= this.#settings.sealAfterMs) await this.seal();
  }

  /** Seals the open segment and commits it with roll-ups, gaps and progress in one transaction. */
  async seal(): Promise<void> {
    const sealed = this.#writer?.seal();
    this.#writer = undefined;
    const at = this.#outside.now().toISOString();
    const rows: NewRow[] = [...this.#rollUps.rows(), ...this.#gapRows(at)];
    const reads = [...this.#reads.values()].map(({ source, part, collector }): ReadProgress => ({
      run: this.#settings.run,
      source,
      part,
      ranges: joinRanges(collector.ranges),
    }));
    if (sealed !== undefined || rows.length > 0 || reads.length > 0) await this.#commit(sealed, reads, rows);
    if (sealed !== undefined) this.#note(sealed);
    this.#total = addCounts([{ run: this.#settings.run, sources: this.#total }, ...this.#rollUps.counts()]);
    const records = this.#rollUps.records();
    this.#rollUps = new RollUps(this.#settings.run);
    this.#reads = new Map();
    this.#gaps = new Map();
    this.#openedMs = undefined;
    this.#outside.committed(records);
  }

  /** Gives the open segment up. */
  abandon(): void {
    try {
      this.#writer?.abandon();
    } catch {
      // The disk refuses even this: the folder stays and is reported as a leftover on the next open.
    }
    this.#writer = undefined;
  }

  end(): RecordingEnd {
    const sources = this.#total.map(({ signals: _signals, ...source }): RunSource => source);
    return { segments: this.#segments, bytesOnDisk: this.#bytesOnDisk, sources, readTwice: this.#readTwice };
  }

  #open(): SegmentWriter {
    this.#writer ??= createSegment({
      home: this.#settings.home,
      sources: this.#evidence,
      profile: this.#settings.profile,
      minhash: this.#settings.minhash,
      writer: this.#settings.tool,
      now: this.#outside.now,
    });
    return this.#writer;
  }

  #factsOf(columns: FactsOfBatch, at: number, passNumber: number, pull: number): RecordFacts {
    const { source, stream } = this.#passes.get(passNumber)!;
    const locator = columns.locator(at);
    const { part, ordinal } = placeOf(locator, stream, pull);
    this.#part(source, part).collector.add(ordinal);
    return columns.facts(at, source, locator ?? { kind: "ordinal", ordinal: pull });
  }

  #gap(gap: SeenGap, source: string): void {
    addGap(this.#gaps, { ...gap, source });
  }

  #readRanges(source: string, part: string, ranges: readonly OrdinalRange[]): void {
    const { collector } = this.#part(source, part);
    for (const range of ranges) collector.addRange(range);
  }

  #part(source: string, part: string): ReadPart {
    const key = `${source}\0${part}`;
    let read = this.#reads.get(key);
    if (read === undefined) {
      read = { source, part, collector: new RangeCollector() };
      this.#reads.set(key, read);
    }
    return read;
  }

  #gapRows(at: string): NewRow[] {
    const gaps: NewRow[] = [...this.#gaps.values()].map((gap) => ({
      kind: "gap",
      body: { ...gap, run: this.#settings.run, at },
    }));
    if (this.#settings.profile !== null) return gaps;
    const notIndexed = this.#rollUps
      .records()
      .map(([source, count]): Gap => ({ kind: "not-indexed", count, source, run: this.#settings.run, at }));
    return [...gaps, ...notIndexed.map((body): NewRow => ({ kind: "gap", body }))];
  }

  /**
   * Commits. When another process of the run was faster with a part of what was read, the segment stays (nothing that was
   * seen is lost) and only the progress leaves that part out; the records that are in it twice are counted.
   */
  async #commit(
    sealed: SealedSegment | undefined,
    reads: readonly ReadProgress[],
    rows: NewRow[],
  ): Promise<void> {
    const manifests = sealed === undefined ? [] : [sealed.manifest];
    let left = reads;
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#ledger.commitSegments({ run: this.#settings.run, manifests, reads: left, rows });
        break;
      } catch (error) {
        const overlaps = error instanceof LedgerError && error.code === "read-twice";
        if (!overlaps || attempt === maxOverlaps) throw error;
        left = withoutOverlaps(reads, await this.#ledger.progress(this.#settings.run));
      }
    }
    this.#readTwice += countOf(reads) - countOf(left);
  }

  #note({ id, manifest }: SealedSegment): void {
    this.#segments.push(id);
    this.#bytesOnDisk += manifest.files.reduce((sum, file) => sum + file.byteLength, 0);
  }
}

function countOf(reads: readonly ReadProgress[]): number {
  return reads.reduce(
    (sum, { ranges }) => sum + ranges.reduce((size, [first, end]) => size + end - first, 0),
    0,
  );
}

function withoutOverlaps(
  reads: readonly ReadProgress[],
  known: readonly ReadProgress[],
): readonly ReadProgress[] {
  const before = new Map(known.map((read) => [`${read.source}\0${read.part}`, read.ranges]));
  return reads
    .map((read) => ({
      ...read,
      ranges: subtract(read.ranges, before.get(`${read.source}\0${read.part}`) ?? []),
    }))
    .filter((read) => read.ranges.length > 0);
}

/** Ranges of `a` without those of `b`; both ascending and apart. Linear. */
function subtract(a: readonly OrdinalRange[], b: readonly OrdinalRange[]): readonly OrdinalRange[] {
  const rest: OrdinalRange[] = [];
  let at = 0;
  for (const [start, end] of a) {
    let first = start;
    while (at < b.length && b[at]![1] <= first) at++;
    for (let i = at; i < b.length && b[i]![0] < end; i++) {
      if (b[i]![0] > first) rest.push([first, b[i]![0]]);
      first = Math.max(first, b[i]![1]);
    }
    if (first < end) rest.push([first, end]);
  }
  return rest;
}
