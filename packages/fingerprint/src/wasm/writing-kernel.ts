/**
 * The writing kernel of a thread and the room in its memory. Sources and memory map are in kernels/writing.ts and
 * kernels/writing-memory.ts; src/sorted-postings.ts and src/filter-builder.ts use it.
 */
import { Buffer } from "node:buffer";
import type { Global } from "./kernel.ts";
import { writingWasm } from "./writing.wasm.ts";

/** The little of WebAssembly that is used here; Node's types leave it to the browser's. */
declare const WebAssembly: {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

/** What the kernel exports. */
export interface WritingKernel {
  /** Its buffer is made anew whenever memory grows: no view on it is kept. */
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly KEY_HI: Global;
  readonly KEY_LO: Global;
  readonly VALUE: Global;
  readonly PACKED: Global;
  readonly PLACES: Global;
  readonly MAX_POSTINGS: Global;
  readonly keysEnd: Global;
  open(at: number, bits: number, maxValue: number): void;
  countSome(count: number): void;
  startDealing(): void;
  dealSome(count: number): number;
  order(): void;
  packSome(from: number, count: number, bucketBits: number, valueBits: number): number;
  listBuckets(count: number, bits: number): void;
  distinctKeys(from: number, count: number, partitionBits: number, partition: number, keys: number): number;
  peel(
    keys: number,
    count: number,
    seed: number,
    segmentCount: number,
    segmentBits: number,
    taken: number,
    slots: number,
    queue: number,
  ): number;
  assign(taken: number, count: number, segmentCount: number, fingerprints: number): number;
}

/** Null: not asked yet. Undefined: this machine has no WebAssembly SIMD, or no room for it. */
let kernel: WritingKernel | undefined | null = null;

const pageByteLength = 65_536;
/** Memory beyond this is given up after a file: a kernel's memory never shrinks. */
const keptByteLength = 64 * 1024 * 1024;

/** Returns the kernel, or undefined where it can't run. */
export function writingKernel(): WritingKernel | undefined {
  if (kernel === null) kernel = loadKernel();
  return kernel;
}

/** Makes sure that memory reaches so far; false when it has come to its 4 GiB, or the machine to its end. */
export function reachesTo({ memory }: WritingKernel, end: number): boolean {
  const missing = Math.ceil((end - memory.buffer.byteLength) / pageByteLength);
  if (missing <= 0) return true;
  try {
    memory.grow(missing);
    return true;
  } catch {
    return false;
  }
}

/** Lets a kernel whose memory has grown large be collected; the next use makes another. */
export function dropLargeKernel(): void {
  if (kernel !== null && kernel !== undefined && kernel.memory.buffer.byteLength > keptByteLength)
    kernel = null;
}

function loadKernel(): WritingKernel | undefined {
  const wasm = Buffer.from(writingWasm, "base64");
  if (!WebAssembly.validate(wasm)) return undefined;
  try {
    // Their shape is that of kernels/writing.ts, whose build is compared with the checked-in module.
    return new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports as WritingKernel;
  } catch {
    // It reserves 4 GiB of addresses to grow into; where a limit forbids that, the plain code writes.
    return undefined;
  }
}
