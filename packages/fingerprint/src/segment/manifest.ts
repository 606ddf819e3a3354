/** The manifest of a segment: what is in it, how it was made, and the digests that its id stands for. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  canonicalJson,
  isYuraiError,
  parse,
  segmentManifestSchema,
  sha256Hex,
  type SegmentManifest,
} from "@yurai/schema";
import {
  anchorHash,
  closeProfile,
  denseWeight,
  otherWeight,
  standardProfile,
  type AnchorProfile,
} from "../text/anchors.ts";
import * as minhash from "../text/minhash.ts";
import { urlRules } from "../text/canonical-url.ts";
import { FingerprintError } from "../error.ts";
import { keypointVersion } from "../images/keypoints.ts";
import { wordVersion } from "../images/keypoint-words.ts";
import { normalFormVersion } from "../text/normal-form.ts";
import { pdqVersion } from "../images/pdq.ts";
import { fileNames, manifestName } from "./segment-files.ts";
import { textKeyHash } from "../text/text-key.ts";

/** A manifest is small; a file beyond this is none. */
const maxManifestBytes = 16 * 1024 * 1024;
/** Bytes read at a time while a file is hashed. */
const chunkBytes = 1024 * 1024;

/** What a segment stores of its texts. */
export interface StoredPrints {
  /** Null when no passages are stored. */
  readonly profile: AnchorProfile | null;
  /** Whether signatures are stored: of whole records, and with the close profile of passages. */
  readonly minhash: boolean;
  /** Whether there are pictures. */
  readonly images: boolean;
}

/** The algorithms and parameters that this version writes. */
function algorithmsOf({ profile, minhash: hasMinhash, images }: StoredPrints): SegmentManifest["algorithms"] {
  const shared = {
    normalForm: normalFormVersion,
    digest: "sha256-128",
    urlKey: urlRules,
    textKey: textKeyHash,
    ...(hasMinhash ? { minhash: minhashAlgorithm(profile) } : {}),
    ...(images ? { images: { hash: pdqVersion, keypoints: keypointVersion, words: wordVersion } } : {}),
  } as const;
  if (profile === null) return shared;
  return {
    ...shared,
    anchors: {
      profile: profile.name,
      weightStep: profile.weightStep,
      denseCharacters: profile.denseCharacters,
      otherCharacters: profile.otherCharacters,
      denseWeight,
      otherWeight,
      hash: anchorHash,
    },
  };
}

function minhashAlgorithm(
  profile: AnchorProfile | null,
): NonNullable<SegmentManifest["algorithms"]["minhash"]> {
  return {
    version: minhash.minhashVersion,
    seed: minhash.minhashSeed,
    hash: anchorHash,
    slots: minhash.slotCount,
    storedBits: 8,
    bands: minhash.bandCount,
    bandSlots: minhash.bandSlots,
    ...minhash.shingleLengths,
    ...(hasNearPassages(profile) ? { passageWeight: minhash.passageWeight } : {}),
  };
}

/** Whether passages get signatures of their own: for sources whose terms make edited copies matter. */
export function hasNearPassages(profile: AnchorProfile | null): boolean {
  return profile?.name === "close";
}

/**
 * Returns what a manifest says is stored of the texts.
 *
 * @throws FingerprintError `segment-version` when it names an algorithm or parameters that this version doesn't have
 */
export function printsOf(manifest: SegmentManifest): StoredPrints {
  for (const profile of [null, standardProfile, closeProfile])
    for (const hasMinhash of [false, true]) {
      const prints = { profile, minhash: hasMinhash, images: manifest.algorithms.images !== undefined };
      if (canonicalJson(algorithmsOf(prints)) === canonicalJson(manifest.algorithms)) return prints;
    }
  throw new FingerprintError(
    "segment-version",
    "The segment was made with algorithms or parameters that this version of Yurai doesn't have. Use the version that wrote it.",
  );
}

/** What one source has in a segment. */
export type SourceCount = SegmentManifest["sources"][number];

/** What a manifest is made of. */
export interface ManifestParts {
  readonly folder: string;
  /** Files to list, in the manifest's order. */
  readonly names: readonly string[];
  readonly prints: StoredPrints;
  readonly sources: readonly SourceCount[];
  readonly anchors: number;
  readonly writer: SegmentManifest["writer"];
  readonly createdAt: Date;
  readonly replaces: readonly string[];
}

/** Makes the manifest of a folder whose files are complete. Reads them whole for their digests. */
export function buildManifest(parts: ManifestParts): SegmentManifest {
  const sources = parts.sources.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const sum = (field: "records" | "characters" | "bytes"): number =>
    sources.reduce((total, source) => total + source[field], 0);
  return {
    format: "yurai-segment",
    version: 1,
    writer: parts.writer,
    createdAt: parts.createdAt.toISOString(),
    algorithms: algorithmsOf(parts.prints),
    sources,
    counts: {
      records: sum("records"),
      characters: sum("characters"),
      bytes: sum("bytes"),
      anchors: parts.anchors,
    },
    replaces: parts.replaces,
    files: parts.names.map((name) => describeFile(parts.folder, name)),
  };
}

function describeFile(folder: string, name: string): SegmentManifest["files"][number] {
  const path = join(folder, name);
  return { name, byteLength: statSync(path).size, sha256: fileDigest(path) };
}

/** SHA-256 of a file's content in hexadecimal digits, any size. */
export function fileDigest(path: string): string {
  const hash = createHash("sha256");
  const chunk = new Uint8Array(chunkBytes);
  const file = openSync(path, "r");
  try {
    for (let read = -1; read !== 0;) {
      read = readSync(file, chunk, 0, chunk.byteLength, null);
      hash.update(chunk.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}

/**
 * Reads the manifest of a sealed segment and holds it against the id.
 *
 * @throws FingerprintError `segment-missing` without one, `segment-damaged` when it isn't what the id stands for,
 *   `segment-version` when a newer version wrote it
 */
export function readManifest(folder: string, id: string): SegmentManifest {
  const bytes = manifestBytes(folder, id);
  if (sha256Hex(bytes) !== id) throw damaged(id, "its manifest is not the one that its id stands for");
  return parseManifest(bytes, id);
}

/** Reads a manifest's bytes as a manifest; `id` only names the segment in errors. */
export function parseManifest(bytes: Uint8Array, id: string): SegmentManifest {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw damaged(id, "its manifest is no JSON");
  }
  const version = (value as { readonly version?: unknown } | null)?.version;
  if (typeof version === "number" && version !== 1) {
    throw new FingerprintError(
      "segment-version",
      `Segment ${id.slice(0, 8)} has format version ${version}; this version of Yurai reads 1. Use a newer Yurai.`,
    );
  }
  const manifest = checked(value, id);
  for (const { name } of manifest.files)
    if (!fileNames.includes(name)) throw damaged(id, "its manifest lists a file that no segment has");
  return manifest;
}

function manifestBytes(folder: string, id: string): Uint8Array {
  const path = join(folder, manifestName);
  try {
    if (statSync(path).size > maxManifestBytes) throw damaged(id, "its manifest is larger than any");
    return readFileSync(path);
  } catch (error) {
    if (error instanceof FingerprintError) throw error;
    throw new FingerprintError(
      "segment-missing",
      `Segment ${id.slice(0, 8)} has no readable manifest. Restore the segment's folder from a copy, or track its sources again.`,
      { cause: error },
    );
  }
}

function checked(value: unknown, id: string): SegmentManifest {
  try {
    return parse(segmentManifestSchema, value, { what: "the manifest of a segment" });
  } catch (error) {
    if (!isYuraiError(error)) throw error;
    throw damaged(id, "its manifest lacks fields or has wrong ones", error);
  }
}

function damaged(id: string, why: string, cause?: unknown): FingerprintError {
  return new FingerprintError(
    "segment-damaged",
    `Segment ${id.slice(0, 8)} is damaged: ${why}. Restore its folder from a copy, or track its sources again.`,
    { cause },
  );
}
