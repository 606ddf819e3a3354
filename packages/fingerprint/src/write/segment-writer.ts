/** Writes one segment: records go in, a sealed, content-addressed folder comes out. */
import type { Evidence, RecordFacts, SegmentManifest } from "@yurai/schema";
import { standardProfile, type AnchorProfile } from "../text/anchors.ts";
import { parseUrl } from "../text/canonical-url.ts";
import { canonicalUrlKey, digestByteLength, digestKey } from "../text/content-key.ts";
import { withIoCode } from "./durable.ts";
import { FingerprintError } from "../error.ts";
import {
  fingerprint,
  textBatch,
  type FingerprintOptions,
  type Fingerprints,
  type TextBatch,
} from "../text/fingerprint.ts";
import { HostTableBuilder } from "../segment/host-table.ts";
import type { ImagePrint } from "../images/image-print.ts";
import { ImageColumns } from "../images/image-table.ts";
import { KeptTextWriter } from "./kept-text.ts";
import { hasNearPassages, type SourceCount } from "../segment/manifest.ts";
import { NearWriter } from "./near-writer.ts";
import { PostingColumns } from "../segment/posting-columns.ts";
import { writePostings } from "../segment/postings-writer.ts";
import { RecordLengths, recordBytesSection } from "../segment/record-bounds.ts";
import { RecordTableWriter } from "../segment/record-table.ts";
import { imagesName, keysName, passagesName, recordsName, textName } from "../segment/segment-files.ts";
import { UnsealedFolder, type SealedSegment } from "./unsealed-folder.ts";

/** Who writes, unless the caller says. */
export const defaultWriter: SegmentManifest["writer"] = { tool: "@yurai/fingerprint", version: "0.1.0" };

/** What a writer is opened with. */
export interface SegmentWriterOptions {
  /** The home folder, `.yurai`; its `segments` folder is made when it is missing. */
  readonly home: string;
  /** Every source that will appear, with what is kept of its text for evidence. */
  readonly sources: Readonly<Record<string, Evidence>>;
  /** Anchors to store; null stores no passages, only keys and digests. Default: the standard profile. */
  readonly profile?: AnchorProfile | null;
  /** Store MinHash signatures: of whole records, and of passages with the close profile. Default: true. */
  readonly minhash?: boolean;
  /** Who writes; goes into the manifest. */
  readonly writer?: SegmentManifest["writer"];
  /** The clock. Default: the system's. */
  readonly now?: () => Date;
}

/** A record that is a picture. */
export interface RecordedImage {
  readonly facts: RecordFacts;
  /** First half of the SHA-256 of the file. */
  readonly digest: Uint8Array;
  readonly byteLength: number;
  /** Null for one that could not be decoded: it is a record, and is found by its digest and URL alone. */
  readonly print: ImagePrint | null;
  /** Name and versions of what decoded it, from `decoderVersion`. */
  readonly decoder: string;
}

interface NewRecord {
  readonly facts: RecordFacts;
  readonly prints: Fingerprints;
  /** Which of the prints. */
  readonly i: number;
  readonly byteLength: number;
  readonly textStart: number | null;
  /** Bytes that signatures were made of. */
  readonly signed: number;
}

/**
 * Opens a writer. One writer makes one segment; open another for the next.
 *
 * @throws FingerprintError `segment-io` when the folder can't be made
 */
export function createSegment(options: SegmentWriterOptions): SegmentWriter {
  return new SegmentWriter(options);
}

/** An unsealed segment. Use `createSegment`; then `add` or `append`, then `seal` or `abandon`. */
export class SegmentWriter {
  readonly #folder: UnsealedFolder;
  readonly #sources: Readonly<Record<string, Evidence>>;
  readonly #profile: AnchorProfile | null;
  readonly #options: SegmentWriterOptions;
  readonly #records: RecordTableWriter;
  readonly #counts = new Map<string, SourceCount>();
  readonly #passages = new PostingColumns();
  readonly #keys = new PostingColumns();
  readonly #hosts = new HostTableBuilder();
  readonly #lengths = new RecordLengths();
  readonly #near: NearWriter | null;
  readonly #images = new ImageColumns();
  readonly #text: KeptTextWriter;
  #byteEnd = 0;
  #state: "open" | "sealed" | "abandoned" = "open";

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
    this.#sources = options.sources;
    this.#profile = options.profile === undefined ? standardProfile : options.profile;
    this.#folder = new UnsealedFolder(options.home);
    this.#near = options.minhash !== false ? new NearWriter(hasNearPassages(this.#profile)) : null;
    this.#text = new KeptTextWriter(this.#folder.file(textName));
    this.#records = withIoCode(() => new RecordTableWriter(this.#folder.file(recordsName)));
  }

  /** Records so far. */
  get recordCount(): number {
    return this.#lengths.count;
  }

  /** Bytes of text so far; writers seal at 256 MB. */
  get byteLength(): number {
    return this.#byteEnd;
  }

  /** What a batch for this segment is fingerprinted with. */
  get prints(): Required<Pick<FingerprintOptions, "profile" | "signatures">> {
    const passages = hasNearPassages(this.#profile) ? "blocks" : "texts";
    return { profile: this.#profile, signatures: this.#near === null ? "none" : passages };
  }

  /** Adds one text. For many, `append` takes a batch. Returns the record's number in this segment. */
  add(text: string | Uint8Array, facts: RecordFacts): number {
    this.append(textBatch([text]), [facts]);
    return this.recordCount - 1;
  }

  /**
   * Fingerprints a batch of texts, adds it, and returns the fingerprints.
   *
   * @param facts one for each text
   * @throws FingerprintError `bad-input` for a source that the writer wasn't opened with, or when the numbers differ;
   *   `segment-io` when the disk refuses, after which the segment can only be abandoned
   */
  append(batch: TextBatch, facts: readonly RecordFacts[]): Fingerprints {
    const prints = fingerprint(batch, this.prints);
    this.appendFingerprints(batch, facts, prints);
    return prints;
  }

  /** Adds a batch that was fingerprinted elsewhere, with this writer's `prints`. Throws as `append`. */
  appendFingerprints(batch: TextBatch, facts: readonly RecordFacts[], prints: Fingerprints): void {
    this.#requireOpen();
    if (this.#near !== null && prints.signatures === null)
      throw new FingerprintError("bad-input", "A batch for this segment needs signatures.");
    if (facts.length !== prints.count)
      throw new FingerprintError("bad-input", "A batch needs the facts of each of its texts, in order.");
    for (const { source } of facts) this.#requireSource(source);
    this.#appendPassages(batch, prints);
    withIoCode(() => {
      for (let i = 0; i < prints.count; i++) this.#appendOne(batch, facts[i]!, prints, i);
    });
  }

  /**
   * Adds records that are pictures. Their files are not kept, whatever the source says of text.
   *
   * @throws FingerprintError as `append`
   */
  appendImages(images: readonly RecordedImage[]): void {
    this.#requireOpen();
    for (const { facts } of images) this.#requireSource(facts.source);
    // A picture is a record without text: the same prints as an empty one, but for its digest and length.
    const empty = fingerprint(textBatch([""]), this.prints);
    withIoCode(() => {
      for (const { facts, digest, byteLength, print, decoder } of images) {
        if (print !== null) this.#images.push(this.recordCount, print, decoder);
        const prints = { ...empty, digests: digest };
        this.#appendRecord({ facts, prints, i: 0, byteLength, textStart: null, signed: 0 });
      }
    });
  }

  /**
   * Writes the indexes, checksums and manifest, syncs them, and renames the folder to the segment's id.
   *
   * @throws FingerprintError `bad-input` without a single record, `segment-io` when the disk refuses
   */
  seal(): SealedSegment {
    this.#requireOpen();
    if (this.recordCount === 0) {
      throw new FingerprintError(
        "bad-input",
        "A segment without records can't be sealed. Abandon it instead.",
      );
    }
    const sealed = withIoCode(() => this.#write());
    this.#state = "sealed";
    return sealed;
  }

  /** Gives the segment up and removes its folder. Does nothing after `seal`. */
  abandon(): void {
    if (this.#state !== "open") return;
    this.#state = "abandoned";
    this.#records.close();
    this.#text.close();
    this.#folder.remove();
  }

  [Symbol.dispose](): void {
    this.abandon();
  }

  #appendOne(batch: TextBatch, facts: RecordFacts, prints: Fingerprints, i: number): void {
    const bytes = batch.bytes.subarray(batch.offsets[i]!, batch.offsets[i + 1]!);
    const textStart = this.#sources[facts.source] === "keep" ? this.#text.append(bytes) : null;
    const { byteLength } = bytes;
    this.#appendRecord({ facts, prints, i, byteLength, textStart, signed: byteLength });
  }

  #appendRecord({ facts, prints, i, byteLength, textStart, signed }: NewRecord): void {
    const ordinal = this.recordCount;
    const digest = prints.digests.subarray(i * digestByteLength, (i + 1) * digestByteLength);
    const characters = prints.characters[i]!;
    this.#records.append({ first: null, facts, digest, byteLength, characters, textStart });
    this.#appendKeys(ordinal, facts, digest, prints, i);
    if (prints.signatures !== null) this.#near?.append(prints.signatures, i, signed);
    this.#lengths.push(byteLength);
    this.#byteEnd += byteLength;
    this.#count(facts.source, characters, byteLength);
  }

  /** An anchor's value is its byte in all texts of the segment, one after the other. */
  #appendPassages(
    { offsets }: TextBatch,
    { count, anchorOffsets, anchorHi, anchorLo, anchorBytes }: Fingerprints,
  ): void {
    const values = new Float64Array(anchorBytes.length);
    for (let i = 0; i < count; i++) {
      const start = this.#byteEnd + offsets[i]! - offsets[0]!;
      for (let j = anchorOffsets[i]!; j < anchorOffsets[i + 1]!; j++) values[j] = start + anchorBytes[j]!;
    }
    this.#passages.append(anchorHi, anchorLo, values);
  }

  #appendKeys(
    ordinal: number,
    facts: RecordFacts,
    digest: Uint8Array,
    prints: Fingerprints,
    i: number,
  ): void {
    const digests = digestKey(digest);
    this.#keys.push(digests.hi, digests.lo, ordinal);
    if (prints.characters[i]! > 0) this.#keys.push(prints.textKeyHi[i]!, prints.textKeyLo[i]!, ordinal);
    const url = facts.url === undefined ? undefined : parseUrl(facts.url);
    if (url === undefined) return;
    const key = canonicalUrlKey(url.canonical);
    this.#keys.push(key.hi, key.lo, ordinal);
    if (url.host !== "") this.#hosts.add(url.host, ordinal);
  }

  #count(name: string, characters: number, bytes: number): void {
    const before = this.#counts.get(name);
    this.#counts.set(name, {
      name,
      evidence: this.#sources[name]!,
      records: (before?.records ?? 0) + 1,
      characters: (before?.characters ?? 0) + characters,
      bytes: (before?.bytes ?? 0) + bytes,
    });
  }

  #write(): SealedSegment {
    this.#records.finish();
    this.#text.finish();
    writePostings(this.#folder.file(keysName), this.#keys.columns(), {
      maxValue: this.recordCount - 1,
      sections: this.#hosts.sections(),
    });
    if (this.#profile !== null) {
      writePostings(this.#folder.file(passagesName), this.#passages.columns(), {
        maxValue: Math.max(this.#byteEnd - 1, 0),
        sections: [{ name: recordBytesSection, bytes: this.#lengths.bytes() }],
      });
    }
    this.#near?.write(this.#folder);
    if (this.#images.count > 0) this.#images.write(this.#folder.file(imagesName));
    return this.#folder.seal({
      prints: { profile: this.#profile, minhash: this.#near !== null, images: this.#images.count > 0 },
      sources: [...this.#counts.values()],
      anchors: this.#passages.count,
      writer: this.#options.writer ?? defaultWriter,
      createdAt: this.#options.now?.() ?? new Date(),
      replaces: [],
    });
  }

  #requireOpen(): void {
    if (this.#state === "open") return;
    throw new FingerprintError(
      "bad-input",
      `This segment is ${this.#state}; create another for more records.`,
    );
  }

  #requireSource(source: string): void {
    if (Object.hasOwn(this.#sources, source)) return;
    throw new FingerprintError(
      "bad-input",
      "A record names a source that the segment writer was not opened with.",
    );
  }
}
