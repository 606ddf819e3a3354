/**
 * The host of the candidate kernel: writes the literals once, copies a text into its memory window by window, one call
 * a window, and copies the places out. No view on its memory leaves this file. The sources and the memory map are in
 * kernels/; the build is checked in as candidates.wasm.ts.
 */
import { Buffer } from "node:buffer";
import type { Candidates } from "./candidates.ts";
import { candidatesWasm } from "./candidates.wasm.ts";
import type { LiteralTable } from "./literals.ts";

/** The little of WebAssembly that is used here; Node's types leave it to the browser's. */
declare const WebAssembly: {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

/** A number that the kernel exports: an address, a size or a counter. */
interface Global {
  readonly value: number;
}

/** What the kernel exports: addresses and sizes, counters of the last call, functions. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly AHEAD_BYTES: Global;
  readonly AT_SIGNS: Global;
  readonly BEFORE: Global;
  readonly BEFORE_BYTES: Global;
  readonly COLONS: Global;
  readonly FILTER: Global;
  readonly GROUPS: Global;
  readonly HEADS: Global;
  readonly INPUT: Global;
  readonly LITERALS: Global;
  readonly MAX_AT_ONE_PLACE: Global;
  readonly MAX_RECORDS: Global;
  readonly RECORDS: Global;
  readonly SPELLING_BYTES: Global;
  readonly SPELLINGS: Global;
  readonly WINDOW_BYTES: Global;
  readonly groupCount: Global;
  readonly atSignCount: Global;
  readonly colonCount: Global;
  readonly literalCount: Global;
  readonly consumedBytes: Global;
  begin(): void;
  run(from: number, length: number, known: number): void;
}

/** The kernel with the literals of one table: what finds candidates. */
export interface CandidateKernel {
  /** The same as `findCandidates` with that table. `windowBytes` are looked at in one call, at most 65,536. */
  find(bytes: Uint8Array, windowBytes?: number): Candidates;
}

/** Longest spelling; what may follow a window must hold it. */
const longestSpelling = 512;
/** The last record of a chain. */
const last = 0x8000;

/** Null: not asked yet. Undefined: this machine has no WebAssembly SIMD. */
let module: object | undefined | null = null;

/**
 * Returns a kernel with these literals in a memory of its own (700 KB; the first takes some milliseconds), or undefined
 * where SIMD is missing or there are more literals than it has room for: then the plain pass finds the same.
 */
export function candidateKernel(table: LiteralTable): CandidateKernel | undefined {
  module ??= compiled();
  if (module === undefined) return undefined;
  // Its shape is that of kernels/candidates.ts, whose build is compared with the checked-in module.
  const run = new WebAssembly.Instance(module).exports as unknown as Kernel;
  if (!writeLiterals(run, table)) return undefined;
  const { buffer } = run.memory;
  const memory: Memory = {
    bytes: new Uint8Array(buffer),
    before: run.BEFORE.value,
    beforeBytes: run.BEFORE_BYTES.value,
    input: run.INPUT.value,
    windowBytes: run.WINDOW_BYTES.value,
    aheadBytes: run.AHEAD_BYTES.value,
  };
  return { find: (bytes, windowBytes = memory.windowBytes) => find(run, memory, bytes, windowBytes) };
}

/** Addresses that don't change, read once: a read of a global costs as much as the scan of a hundred bytes. */
interface Memory {
  readonly bytes: Uint8Array;
  readonly before: number;
  readonly beforeBytes: number;
  readonly input: number;
  readonly windowBytes: number;
  readonly aheadBytes: number;
}

function compiled(): object | undefined {
  const wasm = Buffer.from(candidatesWasm, "base64");
  // Node always has WebAssembly; an old processor may lack the SIMD that V8 asks for.
  return WebAssembly.validate(wasm) ? new WebAssembly.Module(wasm) : undefined;
}

function find(run: Kernel, memory: Memory, bytes: Uint8Array, windowBytes: number): Candidates {
  const parts: Candidates[] = [];
  run.begin();
  for (let at = 0; at < bytes.length;) {
    const length = Math.min(windowBytes, memory.windowBytes, bytes.length - at);
    run.run(at, length, copyWindow(memory, bytes, at, length));
    parts.push({
      groups: column(run, run.GROUPS, run.groupCount.value * 3),
      atSigns: column(run, run.AT_SIGNS, run.atSignCount.value),
      colons: column(run, run.COLONS, run.colonCount.value),
      literals: column(run, run.LITERALS, run.literalCount.value * 2),
    });
    at += run.consumedBytes.value;
  }
  if (parts.length === 1) return parts[0]!;
  const whole = (name: keyof Candidates): Uint32Array => joined(parts.map((part) => part[name]));
  return {
    groups: whole("groups"),
    atSigns: whole("atSigns"),
    colons: whole("colons"),
    literals: whole("literals"),
  };
}

/** Copies a window, what stands before it and what may follow it; returns how many bytes from its start are there. */
function copyWindow(memory: Memory, bytes: Uint8Array, at: number, length: number): number {
  const known = Math.min(length + memory.aheadBytes, bytes.length - at);
  const behind = Math.min(memory.beforeBytes, at);
  memory.bytes.fill(0, memory.before, memory.input - behind);
  memory.bytes.set(bytes.subarray(at - behind, at + known), memory.input - behind);
  memory.bytes.fill(0, memory.input + known, memory.input + known + 128);
  return known;
}

const nothing = new Uint32Array(0);

function column(run: Kernel, address: Global, length: number): Uint32Array {
  return length === 0 ? nothing : new Uint32Array(run.memory.buffer, address.value, length).slice();
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const whole = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Writes filter, heads, records and spellings; false when there is no room for them. */
function writeLiterals(run: Kernel, { heads, chains, literals }: LiteralTable): boolean {
  const isTooLong = literals.some(({ bytes }) => bytes.length > longestSpelling);
  const spellingBytes = literals.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const isTooMany = literals.length > run.MAX_RECORDS.value || spellingBytes > run.SPELLING_BYTES.value;
  if (isTooLong || isTooMany || chains.some(({ length }) => length > run.MAX_AT_ONE_PLACE.value))
    return false;
  const memory = new DataView(run.memory.buffer);
  const bytes = new Uint8Array(run.memory.buffer);
  const places: number[] = [];
  let record = 0;
  let spelling = run.SPELLINGS.value;
  for (const chain of chains) {
    places.push(record + 1);
    for (const [i, number] of chain.entries()) {
      const literal = literals[number]!.bytes;
      const at = run.RECORDS.value + record++ * 8;
      bytes.set(literal, spelling);
      memory.setUint32(at, spelling, true);
      memory.setUint16(at + 4, literal.length | (i === chain.length - 1 ? last : 0), true);
      memory.setUint16(at + 6, number, true);
      spelling += literal.length;
    }
  }
  for (const [hash, head] of heads.entries()) {
    if (head === 0) continue;
    memory.setUint16(run.HEADS.value + hash * 2, places[head - 1]!, true);
    bytes[run.FILTER.value + (hash >> 3)]! |= 1 << (hash & 7);
  }
  return true;
}
