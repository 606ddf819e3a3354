/**
 * The host of the fingerprint kernel: copies a batch into its memory window by window, one call a window, and copies
 * the results out. No view on its memory leaves this file. The memory map is in kernels/memory.ts.
 */
import type { AnchorProfile } from "../text/anchors.ts";
import type { FingerprintOptions, Fingerprints, TextBatch } from "../text/fingerprint.ts";
import { loadedKernel, viewOf, type Kernel } from "./kernel.ts";
import { blockWeight, slotCount } from "../text/minhash.ts";

/** Everything of `Fingerprints` but the digests. */
export type KernelFingerprints = Omit<Fingerprints, "digests" | "madeBy">;

/** Columns of one window, copied out. */
type Window = Readonly<Record<(typeof columns)[number], Uint32Array>>;

const columns = [
  "anchorHi",
  "anchorLo",
  "anchorBytes",
  "blockStarts",
  "blockSignatures",
] as const satisfies readonly string[];

/** True where the kernel runs and knows the profile; the first call compiles it (some milliseconds). */
export function kernelTakes(profile: AnchorProfile | null): boolean {
  return loadedKernel() !== undefined && (profile === null || isInRange(profile));
}

/** Fingerprints a batch with the kernel. Only where `kernelTakes` the profile. */
export function fingerprintByKernel(
  { bytes, offsets }: TextBatch,
  profile: AnchorProfile | null,
  signatures: NonNullable<FingerprintOptions["signatures"]>,
): KernelFingerprints {
  const run = loadedKernel()!;
  const count = offsets.length - 1;
  const characters = new Uint32Array(count);
  const textKeyHi = new Uint32Array(count);
  const textKeyLo = new Uint32Array(count);
  const anchorOffsets = new Uint32Array(count + 1);
  const blockOffsets = new Uint32Array(count + 1);
  const windows: Window[] = [];
  begin(run, profile, signatures);
  for (let text = 0, at = offsets[0] ?? 0, anchors = 0, blocks = 0; text < count;) {
    const window = copyWindow(run, bytes, offsets, text, at);
    run.run(window.byteLength, window.textCount);
    const finished = run.finishedTexts.value;
    characters.set(viewOf(run, run.TEXT_CHARACTERS, finished), text);
    textKeyHi.set(viewOf(run, run.TEXT_KEY_HI, finished), text);
    textKeyLo.set(viewOf(run, run.TEXT_KEY_LO, finished), text);
    const anchorEnds = viewOf(run, run.TEXT_ANCHORS, finished);
    const blockEnds = viewOf(run, run.TEXT_BLOCKS, finished);
    for (let i = 0; i < finished; i++) {
      anchorOffsets[text + i + 1] = anchors + anchorEnds[i]!;
      blockOffsets[text + i + 1] = blocks + blockEnds[i]!;
    }
    anchors += run.anchorCount.value;
    blocks += run.blockCount.value;
    windows.push(copiedColumns(run));
    text += finished;
    at += run.consumedBytes.value;
  }
  const { blockStarts, blockSignatures, ...anchors } = joined(windows);
  return {
    count,
    characters,
    textKeyHi,
    textKeyLo,
    anchorOffsets,
    ...anchors,
    signatures: signatures === "none" ? null : { blockOffsets, blockStarts, blockSignatures },
  };
}

function begin(
  run: Kernel,
  profile: AnchorProfile | null,
  signatures: NonNullable<FingerprintOptions["signatures"]>,
): void {
  const { weightStep, denseCharacters, otherCharacters } = profile ?? noAnchors;
  const signs = Number(signatures !== "none");
  run.begin(weightStep, denseCharacters, otherCharacters, signs, signatures === "blocks" ? blockWeight : 0);
}

const noAnchors = { weightStep: 0, denseCharacters: 0, otherCharacters: 0 } as const;

function copiedColumns(run: Kernel): Window {
  const anchors = run.anchorCount.value;
  const blocks = run.blockCount.value;
  return {
    anchorHi: viewOf(run, run.ANCHOR_HI, anchors).slice(),
    anchorLo: viewOf(run, run.ANCHOR_LO, anchors).slice(),
    anchorBytes: viewOf(run, run.ANCHOR_BYTES, anchors).slice(),
    blockStarts: viewOf(run, run.BLOCK_BYTES, blocks).slice(),
    blockSignatures: viewOf(run, run.BLOCK_SIGNATURES, blocks * slotCount).slice(),
  };
}

/** The kernel's tables and buffers are made for profiles of this size; the twin takes any. */
function isInRange({ weightStep, denseCharacters, otherCharacters }: AnchorProfile): boolean {
  const lengths = [denseCharacters, otherCharacters];
  return (
    Number.isInteger(weightStep) &&
    weightStep >= 1 &&
    weightStep <= 4_096 &&
    lengths.every((length) => Number.isInteger(length) && length >= 1 && length <= 64)
  );
}

/** Copies what fits of the bytes from `at` on, and where texts from `text` on end in them. */
function copyWindow(
  run: Kernel,
  bytes: Uint8Array,
  offsets: Uint32Array,
  text: number,
  at: number,
): { readonly byteLength: number; readonly textCount: number } {
  const ends = viewOf(run, run.TEXT_ENDS, run.MAX_TEXTS.value);
  const room = Math.min(run.INPUT_BYTES.value, offsets[offsets.length - 1]! - at);
  let textCount = 0;
  while (textCount < ends.length && text + textCount + 1 < offsets.length) {
    const end = offsets[text + textCount + 1]! - at;
    if (end > room) break;
    ends[textCount++] = end;
  }
  // What follows the last text that can be counted must wait: the kernel would take it for one text.
  const byteLength = textCount === ends.length ? ends[textCount - 1]! : room;
  const input = new Uint8Array(run.memory.buffer, run.INPUT.value, byteLength);
  input.set(bytes.subarray(at, at + byteLength));
  return { byteLength, textCount };
}

function joined(windows: readonly Window[]): Window {
  if (windows.length === 1) return windows[0]!;
  const whole = columns.map((name) => {
    const column = new Uint32Array(windows.reduce((sum, window) => sum + window[name].length, 0));
    let at = 0;
    for (const window of windows) {
      column.set(window[name], at);
      at += window[name].length;
    }
    return [name, column] as const;
  });
  // One entry for each of the columns.
  return Object.fromEntries(whole) as Window;
}
