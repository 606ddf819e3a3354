/**
 * Bytes in, fingerprints out, one call a batch. Pure, takes UTF-8 in Arrow's layout, and returns typed arrays only. The
 * WebAssembly kernel does it; where its SIMD is missing, the plain twin.
 */
import { Buffer } from "node:buffer";
import { standardProfile, type AnchorProfile } from "./anchors.ts";
import { digestByteLength, writeContentDigest } from "./content-key.ts";
import { FingerprintError } from "../error.ts";
import { fingerprintByKernel, kernelTakes } from "../wasm/fingerprint-kernel.ts";
import { fingerprintByTwin } from "./fingerprint-twin.ts";

/** Texts in Arrow's layout: text i is `bytes[offsets[i] .. offsets[i + 1])`, UTF-8. */
export interface TextBatch {
  readonly bytes: Uint8Array;
  /** One more than there are texts, ascending, within `bytes`. */
  readonly offsets: Uint32Array;
}

/** MinHash signatures of n texts: see minhash.ts. Blocks of all texts stand one after the other, in order. */
export interface SignedTexts {
  /** Where each text's blocks begin in the arrays below; length n + 1. */
  readonly blockOffsets: Uint32Array;
  /** Byte in its text at which each block begins; 0 for a text's first. */
  readonly blockStarts: Uint32Array;
  /** 128 numbers a block. */
  readonly blockSignatures: Uint32Array;
}

/** What a batch of n texts gives. Anchors of all texts stand one after the other, in order. */
export interface Fingerprints {
  readonly count: number;
  /** 16 bytes a text; empty where they were not wanted. */
  readonly digests: Uint8Array;
  /** Characters of each normal form; length n. */
  readonly characters: Uint32Array;
  /** Keys of the whole texts in two halves; length n. Meaningless where `characters` is 0. */
  readonly textKeyHi: Uint32Array;
  readonly textKeyLo: Uint32Array;
  /** Where each text's anchors begin in the three arrays below; length n + 1. */
  readonly anchorOffsets: Uint32Array;
  readonly anchorHi: Uint32Array;
  readonly anchorLo: Uint32Array;
  /** Byte in its text at which each anchor's first character begins. */
  readonly anchorBytes: Uint32Array;
  /** Null where they were not wanted. */
  readonly signatures: SignedTexts | null;
  /** What made them. Both make the same. */
  readonly madeBy: "kernel" | "twin";
}

/** How a batch is fingerprinted. */
export interface FingerprintOptions {
  /** Anchors to cut; null cuts none. Default: the standard profile. */
  readonly profile?: AnchorProfile | null;
  /** Whether content digests are wanted; SHA-256 takes longer than all the rest. Default true. */
  readonly digests?: boolean;
  /** Signatures that are wanted: of whole texts, or of their blocks, for passages. Default: none. */
  readonly signatures?: "none" | "texts" | "blocks";
  /** Takes the plain twin even where the kernel runs; the result is the same. Default false. */
  readonly twin?: boolean;
}

/**
 * Fingerprints a batch of texts. Malformed UTF-8 is skipped like any other code point that is not kept. Linear.
 *
 * @throws FingerprintError `bad-input` when the offsets don't fit the bytes
 */
export function fingerprint(
  batch: TextBatch,
  { profile = standardProfile, digests = true, signatures = "none", twin = false }: FingerprintOptions = {},
): Fingerprints {
  const count = batch.offsets.length - 1;
  requireOffsets(batch, count);
  const madeBy = twin || !kernelTakes(profile) ? "twin" : "kernel";
  const make = madeBy === "twin" ? fingerprintByTwin : fingerprintByKernel;
  const prints = make(batch, profile, signatures);
  return { ...prints, digests: digests ? digestsOf(batch, count) : new Uint8Array(0), madeBy };
}

function digestsOf({ bytes, offsets }: TextBatch, count: number): Uint8Array {
  const digests = Buffer.alloc(count * digestByteLength);
  for (let i = 0; i < count; i++)
    writeContentDigest(bytes.subarray(offsets[i]!, offsets[i + 1]!), digests, i * digestByteLength);
  return new Uint8Array(digests.buffer, digests.byteOffset, digests.byteLength);
}

/** Puts strings into one batch. Lone surrogates become U+FFFD, which the normal form drops. */
export function textBatch(texts: readonly (string | Uint8Array)[]): TextBatch {
  const encoder = new TextEncoder();
  const parts = texts.map((text) => (typeof text === "string" ? encoder.encode(text) : text));
  const offsets = new Uint32Array(parts.length + 1);
  for (let i = 0; i < parts.length; i++) offsets[i + 1] = offsets[i]! + parts[i]!.byteLength;
  if (parts.length === 1) return { bytes: parts[0]!, offsets };
  // Every byte of it is written below; zeros first would cost as much again.
  const buffer = Buffer.allocUnsafeSlow(offsets[parts.length]!);
  const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  for (let i = 0; i < parts.length; i++) bytes.set(parts[i]!, offsets[i]!);
  return { bytes, offsets };
}

function requireOffsets(batch: TextBatch, count: number): void {
  const { bytes, offsets } = batch;
  let fits = count >= 0 && (count < 0 || offsets[count]! <= bytes.byteLength);
  for (let i = 0; fits && i < count; i++) fits = offsets[i]! <= offsets[i + 1]!;
  if (fits) return;
  throw new FingerprintError(
    "bad-input",
    "The batch's offsets must ascend, stay within its bytes, and number one more than its texts.",
  );
}
