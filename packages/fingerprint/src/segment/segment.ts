/** A sealed segment, opened for reading. Headers, directories and filters are verified now, blocks when first read. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { sha256Hex, type SegmentManifest } from "@yurai/schema";
import type { AnchorProfile } from "../text/anchors.ts";
import { CheckedFile } from "./checked-file.ts";
import { readChecksums, type Checksums } from "./checksums.ts";
import { FingerprintError } from "../error.ts";
import type { RecordText } from "../search/evidence.ts";
import { HostTable } from "./host-table.ts";
import { fileDigest, hasNearPassages, printsOf, readManifest } from "./manifest.ts";
import { openImages, type ImageTable } from "../images/image-table.ts";
import { openNear, type NearIndex, type NearKind } from "./near-index.ts";
import { Postings } from "./postings.ts";
import { readBounds, recordBytesSection, type RecordBounds } from "./record-bounds.ts";
import type { RecordRow } from "./record-row.ts";
import type { RecordBytes } from "../search/record-window.ts";
import { RecordTable } from "./record-reader.ts";
import * as files from "./segment-files.ts";
import { TextStore } from "./text-store.ts";

/** Blocks that stay in memory of a file that is scanned: the one that the last read ended in, of each of two sections. */
const scannedBlocks = 2;

/** The passages of a segment: anchors to bytes of the concatenated texts, and where each record begins there. */
export interface Passages {
  readonly profile: AnchorProfile;
  readonly postings: Postings;
  readonly bounds: RecordBounds;
}

/** A sealed segment. Open one with `openSegment`; an index opens many. */
export class Segment {
  readonly id: string;
  readonly manifest: SegmentManifest;
  readonly records: RecordTable;
  readonly keys: Postings;
  readonly hosts: HostTable;
  /** Null when it was written without passages. */
  readonly passages: Passages | null;
  /** Signatures of whole records; null when it was written without. */
  readonly near: NearIndex | null;
  /** Signatures of passages; null when it was written without. */
  readonly nearPassages: NearIndex | null;
  /** Pictures; null when it was written without. */
  readonly images: ImageTable | null;
  /** Texts that the segment keeps; null when it keeps none. */
  readonly texts: TextStore | null;
  readonly #files: readonly CheckedFile[];

  /** Takes what `openSegment` has read. */
  constructor(parts: {
    readonly id: string;
    readonly manifest: SegmentManifest;
    readonly records: RecordTable;
    readonly keys: Postings;
    readonly passages: Passages | null;
    readonly near: NearIndex | null;
    readonly nearPassages: NearIndex | null;
    readonly images: ImageTable | null;
    readonly texts: TextStore | null;
    readonly files: readonly CheckedFile[];
  }) {
    this.id = parts.id;
    this.manifest = parts.manifest;
    this.records = parts.records;
    this.keys = parts.keys;
    this.hosts = new HostTable(parts.keys);
    this.passages = parts.passages;
    this.near = parts.near;
    this.nearPassages = parts.nearPassages;
    this.images = parts.images;
    this.texts = parts.texts;
    this.#files = parts.files;
  }

  /** The text that the segment itself keeps of a record. */
  keptText(row: RecordRow): RecordText {
    if (this.texts === null || row.textStart === null) return "not-kept";
    return this.texts.read(row.textStart, row.textStart + row.byteLength);
  }

  /** The same, to be read in parts; null where the segment keeps none. */
  keptBytes({ textStart, byteLength }: RecordRow): RecordBytes | null {
    const text = this.texts;
    if (text === null || textStart === null) return null;
    return { byteLength, read: (start, end) => text.read(textStart + start, textStart + end) };
  }

  /** Closes the files. */
  close(): void {
    for (const postings of [
      this.keys,
      this.passages?.postings,
      this.near?.postings,
      this.nearPassages?.postings,
      this.images?.words,
    ])
      postings?.close();
    for (const file of this.#files) file.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** How a segment is opened. */
export interface OpenSegmentOptions {
  /**
   * To read its files once from end to end, as a merge does: no filter and no bounds are read, and next to no blocks kept,
   * so that dozens of segments can be open at once. Default: false.
   */
  readonly toScan?: boolean;
}

/**
 * Opens a sealed segment by its folder, whose name is its id.
 *
 * @throws FingerprintError `segment-missing`, `segment-damaged` or `segment-version`
 */
export async function openSegment(
  folder: string,
  { toScan = false }: OpenSegmentOptions = {},
): Promise<Segment> {
  const id = basename(folder);
  const manifest = readManifest(folder, id);
  const { profile, minhash, images: hasImages } = printsOf(manifest);
  const checksums = checkedChecksums(folder, manifest);
  const opened: CheckedFile[] = [];
  const open = (name: string): CheckedFile => {
    const file = openListed(folder, manifest, checksums, name, toScan ? scannedBlocks : undefined);
    opened.push(file);
    return file;
  };
  const openPostings = (name: string): Postings => Postings.open(open(name), { toScan });
  try {
    const records = await RecordTable.open(open(files.recordsName));
    requireCount(records.rowCount, manifest);
    const keys = openPostings(files.keysName);
    const passages =
      profile === null ? null : passagesOf(profile, openPostings(files.passagesName), manifest);
    const signatures = (name: string, kind: NearKind): NearIndex =>
      openNear(openPostings(name), kind, manifest.counts.records);
    if (!toScan) requireBounds(passages);
    const near = minhash ? signatures(files.nearName, "records") : null;
    const nearPassages =
      minhash && hasNearPassages(profile) ? signatures(files.nearPassagesName, "passages") : null;
    const images = hasImages ? openImages(openPostings(files.imagesName), manifest.counts.records) : null;
    const keepsText = manifest.files.some(({ name }) => name === files.textName);
    const texts = keepsText ? new TextStore(open(files.textName)) : null;
    return new Segment({
      id,
      manifest,
      records,
      keys,
      passages,
      near,
      nearPassages,
      images,
      texts,
      files: opened,
    });
  } catch (error) {
    for (const file of opened) file.close();
    throw error;
  }
}

/**
 * Reads a whole segment and holds every byte against its manifest. Returns the manifest.
 *
 * @throws FingerprintError naming the first file that is missing, changed or of another length
 */
export async function verifySegment(folder: string): Promise<SegmentManifest> {
  const id = basename(folder);
  const manifest = readManifest(folder, id);
  for (const file of manifest.files) {
    const path = join(folder, file.name);
    if (!existsSync(path)) throw missing(id, file.name);
    if (statSync(path).size !== file.byteLength || fileDigest(path) !== file.sha256)
      throw changed(id, file.name);
  }
  (await openSegment(folder)).close();
  return manifest;
}

/** Bounds are 8 bytes a record, and a scan has no use for them. */
function passagesOf(profile: AnchorProfile, postings: Postings, manifest: SegmentManifest): Passages {
  let bounds: RecordBounds | undefined;
  return {
    profile,
    postings,
    get bounds() {
      return (bounds ??= readBounds(postings.section(recordBytesSection), manifest.counts.records));
    },
  };
}

/** Reads the bounds now, so that a segment whose bounds are damaged does not open. */
function requireBounds(passages: Passages | null): void {
  void passages?.bounds;
}

/** checksums.bin guards every other file; the manifest guards it. */
function checkedChecksums(folder: string, manifest: SegmentManifest): Checksums {
  const id = basename(folder);
  const listed = manifest.files.find(({ name }) => name === files.checksumsName);
  const path = join(folder, files.checksumsName);
  if (listed === undefined || !existsSync(path)) throw missing(id, files.checksumsName);
  if (statSync(path).size !== listed.byteLength) throw changed(id, files.checksumsName);
  const bytes = readFileSync(path);
  if (sha256Hex(bytes) !== listed.sha256) throw changed(id, files.checksumsName);
  return readChecksums(bytes);
}

function openListed(
  folder: string,
  manifest: SegmentManifest,
  checksums: Checksums,
  name: string,
  cachedBlocks?: number,
): CheckedFile {
  const listed = manifest.files.find((file) => file.name === name);
  const crcs = checksums.get(name);
  if (listed === undefined || crcs === undefined || !existsSync(join(folder, name)))
    throw missing(basename(folder), name);
  const options = cachedBlocks === undefined ? {} : { cachedBlocks };
  return CheckedFile.open(join(folder, name), listed.byteLength, crcs, options);
}

function requireCount(rowCount: number, manifest: SegmentManifest): void {
  if (rowCount === manifest.counts.records) return;
  throw new FingerprintError(
    "segment-damaged",
    "records.parquet holds another number of rows than its manifest counts. Restore the segment from a copy.",
  );
}

function missing(id: string, name: string): FingerprintError {
  return new FingerprintError(
    "segment-missing",
    `Segment ${id.slice(0, 8)} lacks ${name}. Restore its folder from a copy, or track its sources again.`,
  );
}

function changed(id: string, name: string): FingerprintError {
  return new FingerprintError(
    "segment-damaged",
    `Segment ${id.slice(0, 8)}: ${name} is not the file that was sealed. Restore it from a copy, or track its sources again.`,
  );
}
