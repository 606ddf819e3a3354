/**
 * The host of the fingerprint kernel: copies a batch into its memory window by window, one call a window, and copies
 * the results out. No view on its memory leaves this file. The memory map is in kernels/memory.ts.
 */
import type { AnchorProfile } from "./anchors.ts";
import type { Fingerprints, TextBatch } from "./fingerprint.ts";
import { loadedKernel, viewOf, type Kernel } from "./kernel.ts";

/** Everything of `Fingerprints` but the digests. */
export type KernelFingerprints = Omit<Fingerprints, "digests" | "madeBy">;

/** Anchors of one window, copied out. */
interface AnchorWindow {
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
  readonly bytes: Uint32Array;
}

/** True where the kernel runs and knows the profile; the first call compiles it (some milliseconds). */
export function kernelTakes(profile: AnchorProfile | null): boolean {
  return loadedKernel() !== undefined && (profile === null || isInRange(profile));
}

/** Fingerprints a batch with the kernel. Only where `kernelTakes` the profile. */
export function fingerprintByKernel(
  { bytes, offsets }: TextBatch,
  profile: AnchorProfile | null,
): KernelFingerprints {
  const run = loadedKernel()!;
  const count = offsets.length - 1;
  const characters = new Uint32Array(count);
  const textKeyHi = new Uint32Array(count);
  const textKeyLo = new Uint32Array(count);
  const anchorOffsets = new Uint32Array(count + 1);
  const windows: AnchorWindow[] = [];
  let anchors = 0;
  run.begin(profile?.weightStep ?? 0, profile?.denseCharacters ?? 0, profile?.otherCharacters ?? 0);
  for (let text = 0, at = offsets[0] ?? 0; text < count;) {
    const window = copyWindow(run, bytes, offsets, text, at);
    run.run(window.byteLength, window.textCount);
    const finished = run.finishedTexts.value;
    characters.set(viewOf(run, run.TEXT_CHARACTERS, finished), text);
    textKeyHi.set(viewOf(run, run.TEXT_KEY_HI, finished), text);
    textKeyLo.set(viewOf(run, run.TEXT_KEY_LO, finished), text);
    const ends = viewOf(run, run.TEXT_ANCHORS, finished);
    for (let i = 0; i < finished; i++) anchorOffsets[text + i + 1] = anchors + ends[i]!;
    const found = run.anchorCount.value;
    anchors += found;
    windows.push({
      hi: viewOf(run, run.ANCHOR_HI, found).slice(),
      lo: viewOf(run, run.ANCHOR_LO, found).slice(),
      bytes: viewOf(run, run.ANCHOR_BYTES, found).slice(),
    });
    text += finished;
    at += run.consumedBytes.value;
  }
  const part = (name: keyof AnchorWindow): Uint32Array =>
    joined(
      windows.map((window) => window[name]),
      anchors,
    );
  return {
    count,
    characters,
    textKeyHi,
    textKeyLo,
    anchorOffsets,
    anchorHi: part("hi"),
    anchorLo: part("lo"),
    anchorBytes: part("bytes"),
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

function joined(parts: readonly Uint32Array[], length: number): Uint32Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint32Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
