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
import { ImageColumns, type RecordedPicture } from "../images/image-table.ts";
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
export interface RecordedImage extends RecordedPicture {
  readonly facts: RecordFacts;
}

/** What a batch gave. */
export interface AppendedBatch extends Fingerprints {
  /** The host of each record's URL, as `hostOf` gives it; "" where there is none. */
  readonly hosts: readonly string[];
}

/** The picture of each record of a batch, null or nothing for those without one. */
type Pictures = readonly (RecordedPicture | null)[];

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
  readonly #counts = new Map<string, { -readonly [Name in keyof SourceCount]: SourceCount[Name] }>();
  readonly #passages = new PostingColumns();
  readonly #keys = new PostingColumns();
  readonly #hosts = new HostTableBuilder();
  readonly #lengths = new RecordLengths();
  readonly #near: NearWriter | null;
  readonly #images = new ImageColumns();
  readonly #text: KeptTextWriter;
  #byteEnd = 0;
  /** Of pictures that lie beside a text. */
  #pictureBytes = 0;
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

  /** Bytes of texts and pictures so far; writers seal at 256 MB. */
  get byteLength(): number {
    return this.#byteEnd + this.#pictureBytes;
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
   * A record with a picture and a text is found by both: its digest and length are those of the text. Without a text (an
   * empty one) they are the picture's. The files of pictures are not kept, whatever the source says of text.
   *
   * @param facts one for each text
   * @param pictures the picture of each record. Default: there are none
   * @throws FingerprintError `bad-input` for a source that the writer wasn't opened with, or when the numbers differ;
   *   `segment-io` when the disk refuses, after which the segment can only be abandoned
   */
  append(batch: TextBatch, facts: readonly RecordFacts[], pictures: Pictures = []): AppendedBatch {
    const prints = fingerprint(batch, this.prints);
    return { ...prints, hosts: this.appendFingerprints(batch, facts, prints, pictures) };
  }

  /** Adds a batch that was fingerprinted elsewhere, with this writer's `prints`; returns its hosts. Throws as `append`. */
  appendFingerprints(
    batch: TextBatch,
    facts: readonly RecordFacts[],
    prints: Fingerprints,
    pictures: Pictures = [],
  ): AppendedBatch["hosts"] {
    this.#requireOpen();
    if (this.#near !== null && prints.signatures === null)
      throw new FingerprintError("bad-input", "A batch for this segment needs signatures.");
    if (facts.length !== prints.count)
      throw new FingerprintError("bad-input", "A batch needs the facts of each of its texts, in order.");
    for (const { source } of facts) this.#requireSource(source);
    const lengths = lengthsOf(batch, pictures);
    this.#appendPassages(lengths, prints);
    const hosts: string[] = [];
    withIoCode(() => {
      for (let i = 0; i < prints.count; i++) {
        const one = { facts: facts[i]!, picture: pictures[i] ?? null, byteLength: lengths[i]! };
        hosts.push(this.#appendOne(one, batch, prints, i));
      }
    });
    return hosts;
  }

  /** Adds records that are pictures and nothing else. Throws as `append`. */
  appendImages(images: readonly RecordedImage[]): void {
    const texts = textBatch(images.map(() => ""));
    this.append(
      texts,
      images.map(({ facts }) => facts),
      images,
    );
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

  /** Returns the host of the record's URL. No view is made of its bytes where nothing keeps them: a view takes more than a row. */
  #appendOne(record: NewRecord, { bytes, offsets }: TextBatch, prints: Fingerprints, i: number): string {
    const { facts, picture, byteLength } = record;
    const ordinal = this.recordCount;
    const [start, end] = [offsets[i]!, offsets[i + 1]!];
    const isPicture = picture !== null && end === start;
    const digest = isPicture ? picture.digest : prints.digests;
    const digestStart = isPicture ? 0 : i * digestByteLength;
    const isKept = !isPicture && this.#sources[facts.source] === "keep";
    const textStart = isKept ? this.#text.append(bytes.subarray(start, end)) : null;
    const characters = prints.characters[i]!;
    this.#records.append({ first: null, facts, digest, byteLength, characters, textStart }, digestStart);
    const digests = digestKey(digest, digestStart);
    this.#keys.push(digests.hi, digests.lo, ordinal);
    if (characters > 0) this.#keys.push(prints.textKeyHi[i]!, prints.textKeyLo[i]!, ordinal);
    const host = facts.url === undefined ? "" : this.#appendUrl(ordinal, facts.url);
    if (prints.signatures !== null) this.#near?.append(prints.signatures, i, end - start);
    this.#lengths.push(byteLength);
    this.#byteEnd += byteLength;
    this.#count(facts.source, characters, byteLength);
    if (picture !== null) this.#appendPicture(ordinal, picture, isPicture);
    return host;
  }

  #appendPicture(ordinal: number, picture: RecordedPicture, isAlone: boolean): void {
    this.#images.push(ordinal, picture);
    if (isAlone) return;
    const { hi, lo } = digestKey(picture.digest);
    this.#keys.push(hi, lo, ordinal);
    this.#pictureBytes += picture.byteLength;
  }

  /** An anchor's value is its byte in all records of the segment, one after the other. */
  #appendPassages(
    lengths: Uint32Array,
    { anchorOffsets, anchorHi, anchorLo, anchorBytes }: Fingerprints,
  ): void {
    const values = new Float64Array(anchorBytes.length);
    let start = this.#byteEnd;
    for (let i = 0; i < lengths.length; i++) {
      placeAnchors(values, anchorBytes, start, anchorOffsets[i]!, anchorOffsets[i + 1]!);
      start += lengths[i]!;
    }
    this.#passages.append(anchorHi, anchorLo, values);
  }

  #appendUrl(ordinal: number, text: string): string {
    const url = parseUrl(text);
    if (url === undefined) return "";
    const key = canonicalUrlKey(url.canonical);
    this.#keys.push(key.hi, key.lo, ordinal);
    if (url.host !== "") this.#hosts.add(url.host, ordinal);
    return url.host;
  }

  #count(name: string, characters: number, bytes: number): void {
    let count = this.#counts.get(name);
    if (count === undefined) {
      count = { name, evidence: this.#sources[name]!, records: 0, characters: 0, bytes: 0 };
      this.#counts.set(name, count);
    }
    count.records++;
    count.characters += characters;
    count.bytes += bytes;
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

interface NewRecord {
  readonly facts: RecordFacts;
  readonly picture: RecordedPicture | null;
  readonly byteLength: number;
}

/**
 * A function of its own, which is called for each record: as a loop within one that is called once a batch V8 compiled it anew
 * for nearly every batch, on its way through, and threw that away at its end (53 times for 225 MB).
 */
function placeAnchors(
  values: Float64Array,
  anchorBytes: Uint32Array,
  start: number,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) values[i] = start + anchorBytes[i]!;
}

/** Bytes of each record: of its text, else of its picture. */
function lengthsOf({ offsets }: TextBatch, pictures: Pictures): Uint32Array {
  const lengths = new Uint32Array(offsets.length - 1);
  for (let i = 0; i < lengths.length; i++)
    lengths[i] = offsets[i + 1]! - offsets[i]! || (pictures[i]?.byteLength ?? 0);
  return lengths;
}
