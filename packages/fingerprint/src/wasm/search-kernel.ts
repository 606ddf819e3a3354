/**
 * The search kernel of a thread, and the room in its memory: filters lie there, so that a probe of thousands of keys is
 * one call that never leaves it. Sources and memory map are in kernels/search.ts and kernels/search-memory.ts.
 */
import { Buffer } from "node:buffer";
import type { Global } from "./kernel.ts";
import { searchWasm } from "./search.wasm.ts";

/** The little of WebAssembly that is used here; Node's types leave it to the browser's. */
declare const WebAssembly: {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

/** What the kernel exports. */
export interface SearchKernel {
  /** Detached and made anew whenever memory grows: no view on it is kept. */
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly KEY_HI: Global;
  readonly KEY_LO: Global;
  readonly FOUND: Global;
  readonly MAX_KEYS: Global;
  readonly MAX_EDITS: Global;
  readonly REGIONS: Global;
  readonly extendedOutput: Global;
  readonly extendedRecord: Global;
  readonly seenRecord: Global;
  takeKeys(count: number): void;
  probeFilter(table: number, partitionBits: number): number;
  probeOne(keyHi: number, keyLo: number, table: number, partitionBits: number): number;
  extendAlignment(
    output: number,
    outputLength: number,
    record: number,
    recordLength: number,
    isBackwards: number,
    gain: number,
    patience: number,
    maxEdits: number,
  ): number;
}

/** A part of the kernel's memory; `end` is excluded. */
export interface Region {
  readonly start: number;
  readonly end: number;
}

/** Null: not asked yet. Undefined: this machine has no WebAssembly SIMD, or no room for it. */
let kernel: SearchKernel | undefined | null = null;
/** Room behind the fixed part that nobody holds, ascending; the last one ends where the memory does. */
let free: Region[] = [];

const pageByteLength = 65_536;
const alignment = 16;

/** Returns the kernel, or undefined where it can't run. */
export function searchKernel(): SearchKernel | undefined {
  if (kernel === null) kernel = loadKernel();
  return kernel;
}

/** Takes room in the kernel's memory; undefined when it has come to its 4 GiB, or the machine to its end. */
export function takeRegion(run: SearchKernel, byteLength: number): Region | undefined {
  const length = Math.ceil(byteLength / alignment) * alignment;
  const at = free.findIndex(({ start, end }) => end - start >= length);
  if (at < 0) return grow(run, length) ? takeRegion(run, byteLength) : undefined;
  const { start, end } = free[at]!;
  const rest = start + length < end ? [{ start: start + length, end }] : [];
  free.splice(at, 1, ...rest);
  return { start, end: start + length };
}

/** Gives a region back. */
export function giveBack(region: Region): void {
  const at = free.findIndex(({ start }) => start > region.start);
  free.splice(at < 0 ? free.length : at, 0, region);
  const joined: Region[] = [];
  for (const { start, end } of free) {
    if (joined.at(-1)?.end === start) joined[joined.length - 1] = { start: joined.at(-1)!.start, end };
    else joined.push({ start, end });
  }
  free = joined;
}

/** The bytes of a region, for writing or reading now. */
export function bytesOf(run: SearchKernel, { start, end }: Region): Uint8Array {
  return new Uint8Array(run.memory.buffer, start, end - start);
}

function grow({ memory }: SearchKernel, byteLength: number): boolean {
  const end = memory.buffer.byteLength;
  const last = free.at(-1);
  const spare = last?.end === end ? last.end - last.start : 0;
  const pages = Math.ceil((byteLength - spare) / pageByteLength);
  try {
    memory.grow(pages);
  } catch {
    return false;
  }
  giveBack({ start: end, end: end + pages * pageByteLength });
  return true;
}

function loadKernel(): SearchKernel | undefined {
  const wasm = Buffer.from(searchWasm, "base64");
  if (!WebAssembly.validate(wasm)) return undefined;
  try {
    // Their shape is that of kernels/search.ts, whose build is compared with the checked-in module.
    const run = new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports as SearchKernel;
    free = [{ start: run.REGIONS.value, end: run.memory.buffer.byteLength }];
    return run;
  } catch {
    // It reserves 4 GiB of addresses to grow into; where a limit forbids that, the plain code answers.
    return undefined;
  }
}
