/** The plain TypeScript twin of the fingerprint kernel: the specification of what a batch gives, and its stand-in. */
import { cutAnchors, type AnchorProfile } from "./anchors.ts";
import type { KernelFingerprints } from "../wasm/fingerprint-kernel.ts";
import type { FingerprintOptions, SignedTexts, TextBatch } from "./fingerprint.ts";
import { blockSignatures, slotCount, type BlockSignatures } from "./minhash.ts";
import { normaliseUtf8 } from "./normal-form.ts";
import { textKey } from "./text-key.ts";

/** Fingerprints a batch text by text. */
export function fingerprintByTwin(
  { bytes, offsets }: TextBatch,
  profile: AnchorProfile | null,
  signatures: NonNullable<FingerprintOptions["signatures"]>,
): KernelFingerprints {
  const count = offsets.length - 1;
  const characters = new Uint32Array(count);
  const textKeyHi = new Uint32Array(count);
  const textKeyLo = new Uint32Array(count);
  const anchorOffsets = new Uint32Array(count + 1);
  const anchors = new AnchorColumns();
  const blocks: BlockSignatures[] = [];
  for (let i = 0; i < count; i++) {
    const text = normaliseUtf8(bytes.subarray(offsets[i]!, offsets[i + 1]!));
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
    if (signatures !== "none") blocks.push(blockSignatures(text, signatures === "blocks"));
  }
  const { hi: anchorHi, lo: anchorLo, byte: anchorBytes } = anchors.taken();
  return {
    count,
    characters,
    textKeyHi,
    textKeyLo,
    anchorOffsets,
    anchorHi,
    anchorLo,
    anchorBytes,
    signatures: signatures === "none" ? null : joinedBlocks(blocks),
  };
}

function joinedBlocks(blocks: readonly BlockSignatures[]): SignedTexts {
  const blockOffsets = new Uint32Array(blocks.length + 1);
  for (const [i, { starts }] of blocks.entries()) blockOffsets[i + 1] = blockOffsets[i]! + starts.length;
  const count = blockOffsets[blocks.length]!;
  const blockStarts = new Uint32Array(count);
  const joined = new Uint32Array(count * slotCount);
  for (const [i, { starts, signatures }] of blocks.entries()) {
    blockStarts.set(starts, blockOffsets[i]!);
    joined.set(signatures, blockOffsets[i]! * slotCount);
  }
  return { blockOffsets, blockStarts, blockSignatures: joined };
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
