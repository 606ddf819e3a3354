/**
 * Bytes in, fingerprints out, one call a batch. This is the seam under which a kernel slips in: the function is
 * pure, takes UTF-8 in Arrow's layout, and returns typed arrays only.
 */
import { cutAnchors, standardProfile, type AnchorProfile } from "./anchors.ts";
import { contentDigest, digestByteLength, textKey } from "./content-key.ts";
import { normaliseUtf8 } from "./normal-form.ts";
import { FingerprintError } from "./error.ts";

/** Texts in Arrow's layout: text i is `bytes[offsets[i] .. offsets[i + 1])`, UTF-8. */
export interface TextBatch {
  readonly bytes: Uint8Array;
  /** One more than there are texts, ascending, within `bytes`. */
  readonly offsets: Uint32Array;
}

/** What a batch of n texts gives. Anchors of all texts stand one after the other, in order. */
export interface Fingerprints {
  readonly count: number;
  /** 16 bytes a text. */
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
}

/**
 * Fingerprints a batch of texts. Malformed UTF-8 is skipped like any other code point that is not kept. Linear.
 *
 * @throws FingerprintError `bad-input` when the offsets don't fit the bytes
 */
export function fingerprint(
  batch: TextBatch,
  { profile = standardProfile }: { readonly profile?: AnchorProfile | null } = {},
): Fingerprints {
  const count = batch.offsets.length - 1;
  requireOffsets(batch, count);
  const digests = new Uint8Array(count * digestByteLength);
  const characters = new Uint32Array(count);
  const textKeyHi = new Uint32Array(count);
  const textKeyLo = new Uint32Array(count);
  const anchorOffsets = new Uint32Array(count + 1);
  const anchors = new AnchorColumns();
  for (let i = 0; i < count; i++) {
    const bytes = batch.bytes.subarray(batch.offsets[i]!, batch.offsets[i + 1]!);
    const text = normaliseUtf8(bytes);
    digests.set(contentDigest(bytes), i * digestByteLength);
    characters[i] = text.length;
    const key = textKey(text);
    textKeyHi[i] = key.hi;
    textKeyLo[i] = key.lo;
    if (profile !== null) {
      const cut = cutAnchors(text, profile);
      for (let j = 0; j < cut.count; j++)
        anchors.push(cut.hi[j]!, cut.lo[j]!, text.starts[cut.positions[j]!]!);
    }
    anchorOffsets[i + 1] = anchors.count;
  }
  const { hi: anchorHi, lo: anchorLo, byte: anchorBytes } = anchors.taken();
  return {
    count,
    digests,
    characters,
    textKeyHi,
    textKeyLo,
    anchorOffsets,
    anchorHi,
    anchorLo,
    anchorBytes,
  };
}

/** Puts strings into one batch. Lone surrogates become U+FFFD, which the normal form drops. */
export function textBatch(texts: readonly (string | Uint8Array)[]): TextBatch {
  const encoder = new TextEncoder();
  const parts = texts.map((text) => (typeof text === "string" ? encoder.encode(text) : text));
  const offsets = new Uint32Array(parts.length + 1);
  for (let i = 0; i < parts.length; i++) offsets[i + 1] = offsets[i]! + parts[i]!.byteLength;
  if (parts.length === 1) return { bytes: parts[0]!, offsets };
  const bytes = new Uint8Array(offsets[parts.length]!);
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

/** Three columns that grow together. */
class AnchorColumns {
  count = 0;
  #hi = new Uint32Array(256);
  #lo = new Uint32Array(256);
  #byte = new Uint32Array(256);

  push(hi: number, lo: number, byte: number): void {
    if (this.count === this.#hi.length) this.#grow();
    this.#hi[this.count] = hi;
    this.#lo[this.count] = lo;
    this.#byte[this.count++] = byte;
  }

  taken(): { hi: Uint32Array; lo: Uint32Array; byte: Uint32Array } {
    return {
      hi: this.#hi.subarray(0, this.count),
      lo: this.#lo.subarray(0, this.count),
      byte: this.#byte.subarray(0, this.count),
    };
  }

  #grow(): void {
    const size = this.#hi.length * 2;
    this.#hi = enlarged(this.#hi, size);
    this.#lo = enlarged(this.#lo, size);
    this.#byte = enlarged(this.#byte, size);
  }
}

function enlarged(old: Uint32Array, size: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(size);
  larger.set(old);
  return larger;
}
