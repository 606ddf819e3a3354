/**
 * The WebAssembly kernel of a thread: compiled when it is first asked for, with the Unicode tables in its memory. Its
 * sources and memory map are in kernels/; the build is checked in as fingerprint.wasm.ts.
 */
import { Buffer } from "node:buffer";
import { fingerprintWasm } from "./fingerprint.wasm.ts";
import {
  mappingBlocks,
  mappingIndex,
  pairComposites,
  pairFirsts,
  pairSeconds,
  pool,
  propertyBlocks,
  propertyIndex,
} from "../text/unicode-lookup.ts";
import { codePointLimit } from "../text/unicode-tables.ts";

/** The little of WebAssembly that is used here; Node's types leave it to the browser's. */
declare const WebAssembly: {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

/** A number that the kernel exports: an address, a size or a counter. */
export interface Global {
  readonly value: number;
}

/** What the kernel exports: addresses and sizes, counters of the last call, functions. */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly INPUT: Global;
  readonly INPUT_BYTES: Global;
  readonly MAX_TEXTS: Global;
  readonly MAPPING_INDEX: Global;
  readonly MAPPING_BLOCKS: Global;
  readonly POOL: Global;
  readonly PROPERTY_INDEX: Global;
  readonly PROPERTY_BLOCKS: Global;
  readonly PAIRS: Global;
  readonly TEXT_ENDS: Global;
  readonly TEXT_CHARACTERS: Global;
  readonly TEXT_KEY_LO: Global;
  readonly TEXT_KEY_HI: Global;
  readonly TEXT_ANCHORS: Global;
  readonly ANCHOR_HI: Global;
  readonly ANCHOR_LO: Global;
  readonly ANCHOR_BYTES: Global;
  readonly TEXT_BLOCKS: Global;
  readonly BLOCK_BYTES: Global;
  readonly BLOCK_SIGNATURES: Global;
  readonly HASHES: Global;
  readonly MAX_HASHES: Global;
  readonly SIGNATURE: Global;
  readonly finishedTexts: Global;
  readonly consumedBytes: Global;
  readonly anchorCount: Global;
  readonly blockCount: Global;
  readonly CHARACTERS: Global;
  readonly PIECE_BYTES: Global;
  readonly usedBytes: Global;
  prepare(codePointLimit: number, pairCount: number): void;
  begin(
    weightStep: number,
    denseLength: number,
    otherLength: number,
    signs: number,
    blockWeight: number,
  ): void;
  run(byteLength: number, textCount: number): void;
  readonly keyHi: Global;
  readonly keyLo: Global;
  openTextKey(): void;
  keyWindow(count: number, characters: number): void;
  openNormalForm(): void;
  normaliseWindow(byteLength: number, isEnd: number): number;
  openHashes(denseLength: number, otherLength: number): void;
  hashWindow(count: number, wanted: number): number;
  openSignature(): void;
  addHashes(count: number): void;
}

/** Null: not asked yet. Undefined: this machine has no WebAssembly SIMD. */
let kernel: Kernel | undefined | null = null;

/** Returns the kernel, or undefined where its SIMD is missing. The first call takes some milliseconds. */
export function loadedKernel(): Kernel | undefined {
  if (kernel === null) kernel = loadKernel();
  return kernel;
}

/** A view on the kernel's memory, which must not leave the function that calls it. */
export function viewOf({ memory }: Kernel, address: Global, length: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(memory.buffer, address.value, length);
}

function loadKernel(): Kernel | undefined {
  const wasm = Buffer.from(fingerprintWasm, "base64");
  // Node always has WebAssembly; an old processor may lack the SIMD that V8 asks for.
  if (!WebAssembly.validate(wasm)) return undefined;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));
  // Their shape is that of kernels/fingerprint.ts, whose build is compared with the checked-in module.
  const run = exports as unknown as Kernel;
  const bytes = new Uint8Array(run.memory.buffer);
  const tables: readonly (readonly [Global, readonly ArrayBufferView[]])[] = [
    [run.MAPPING_INDEX, [mappingIndex]],
    [run.MAPPING_BLOCKS, [mappingBlocks]],
    [run.POOL, [pool]],
    [run.PROPERTY_INDEX, [propertyIndex]],
    [run.PROPERTY_BLOCKS, [propertyBlocks]],
    [run.PAIRS, [pairFirsts, pairSeconds, pairComposites]],
  ];
  for (const [address, parts] of tables) {
    let at = address.value;
    for (const { buffer, byteOffset, byteLength } of parts) {
      bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
      at += byteLength;
    }
  }
  run.prepare(codePointLimit, pairFirsts.length);
  return run;
}
