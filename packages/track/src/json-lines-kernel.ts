/**
 * The host of the kernel of JSON Lines: copies a chunk into its memory and hands out what it finds there. Unlike the views of other
 * kernels these are used until the next chunk comes: a copy of the texts would be made for nothing. The sources and the
 * memory map are in kernels/; the build is checked in as json-lines.wasm.ts.
 */
import { Buffer } from "node:buffer";
import { factNumbers, lineHead, type FoundLines, type JsonLines, type LineFields } from "./json-lines.ts";
import { JsonLinesTwin } from "./json-lines-twin.ts";
import { jsonLinesWasm } from "./json-lines.wasm.ts";

/** The little of WebAssembly that is used here; Node's types leave it to the browser's. */
declare const WebAssembly: {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

interface Global {
  readonly value: number;
}

/** What the kernel exports: addresses and sizes, what the last call left, functions. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly INPUT: Global;
  readonly LINES: Global;
  readonly MAX_FACTS: Global;
  readonly MAX_LINES: Global;
  readonly NAMES: Global;
  readonly NAME_BYTES: Global;
  readonly NAME_ROOM: Global;
  readonly SLACK: Global;
  readonly lineCount: Global;
  readonly textEnd: Global;
  readonly nextLine: Global;
  readonly isAtEnd: Global;
  open(factCount: number, maxLineBytes: number, maxRecordBytes: number): void;
  begin(byteLength: number, textsAt: number, leavesFirst: number): void;
  run(until: number, textEnd: number): void;
  pass(until: number): void;
}

const pageByteLength = 65_536;
/** Memory beyond this is given up after the next chunk that needs less: a kernel's memory never shrinks. */
const keptByteLength = 16 * 1024 * 1024;
const largestNumber = 0xffff_ffff;

/** Null: not asked yet. Undefined: this machine has no WebAssembly SIMD. */
let module: object | undefined | null = null;

/** Returns the reader of a file's lines: the kernel, or the twin where it can't run or the names are too many or too long. */
export function openJsonLines(wanted: LineFields): JsonLines {
  module ??= compiled();
  const kernel = module === undefined ? undefined : openKernel(module, wanted);
  return kernel === undefined ? new JsonLinesTwin(wanted) : new JsonLinesKernel(module!, kernel, wanted);
}

class JsonLinesKernel implements JsonLines {
  readonly madeBy = "kernel";
  chunk: Buffer = Buffer.alloc(0);
  texts: Buffer = Buffer.alloc(0);
  readonly #module: object;
  readonly #wanted: LineFields;
  readonly #numberCount: number;
  #kernel: Kernel;
  #numbers = new Uint32Array(0);

  constructor(module: object, kernel: Kernel, wanted: LineFields) {
    this.#module = module;
    this.#kernel = kernel;
    this.#wanted = wanted;
    const stride = lineHead.length + (wanted.names.length - 1) * factNumbers.length;
    this.#numberCount = kernel.MAX_LINES.value * stride;
  }

  begin(chunk: Uint8Array, leavesFirst: boolean): void {
    const { INPUT, SLACK, LINES, memory } = this.#kernel;
    const room = Math.ceil((chunk.byteLength + SLACK.value) / 16) * 16;
    const end = INPUT.value + 2 * room;
    if (end < keptByteLength && memory.buffer.byteLength > keptByteLength) {
      this.#kernel = openKernel(this.#module, this.#wanted)!;
      return this.begin(chunk, leavesFirst);
    }
    const missingBytes = end - memory.buffer.byteLength;
    if (missingBytes > 0) memory.grow(Math.ceil(missingBytes / pageByteLength));
    const { buffer } = memory;
    if (this.#numbers.buffer !== buffer)
      this.#numbers = new Uint32Array(buffer, LINES.value, this.#numberCount);
    this.chunk = Buffer.from(buffer, INPUT.value, chunk.byteLength);
    this.texts = Buffer.from(buffer, INPUT.value + room, room);
    this.chunk.set(chunk);
    this.#kernel.begin(chunk.byteLength, INPUT.value + room, Number(leavesFirst));
  }

  run(until: number, textEnd: number): FoundLines {
    const kernel = this.#kernel;
    kernel.run(Math.min(until, largestNumber), textEnd);
    return {
      count: kernel.lineCount.value,
      numbers: this.#numbers,
      textEnd: kernel.textEnd.value,
      nextLine: kernel.nextLine.value,
      isAtEnd: kernel.isAtEnd.value === 1,
    };
  }

  pass(until: number): void {
    this.#kernel.pass(Math.min(until, largestNumber));
  }
}

function compiled(): object | undefined {
  const wasm = Buffer.from(jsonLinesWasm, "base64");
  return WebAssembly.validate(wasm) ? new WebAssembly.Module(wasm) : undefined;
}

/** Makes a kernel for these names; undefined where it has no room for them. */
function openKernel(module: object, { names, maxLineBytes, maxRecordBytes }: LineFields): Kernel | undefined {
  // Their shape is that of kernels/json-lines.ts, whose build is compared with the checked-in module.
  const kernel = new WebAssembly.Instance(module).exports as Kernel;
  const bytes = names.map((name) => new TextEncoder().encode(name));
  const room = kernel.NAME_ROOM.value - bytes.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (room < 0 || names.length - 1 > kernel.MAX_FACTS.value) return undefined;
  const table = new Uint32Array(kernel.memory.buffer, kernel.NAMES.value, names.length * 2);
  let at = kernel.NAME_BYTES.value;
  for (const [i, name] of bytes.entries()) {
    table.set([at, name.byteLength], i * 2);
    new Uint8Array(kernel.memory.buffer, at, name.byteLength).set(name);
    at += name.byteLength;
  }
  kernel.open(
    names.length - 1,
    Math.min(maxLineBytes, largestNumber),
    Math.min(maxRecordBytes, largestNumber),
  );
  return kernel;
}
