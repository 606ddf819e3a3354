/**
 * Exact search among many 256-bit hashes: a scan of all of them by the kernel, which reads memory as fast as it goes; for
 * small distances among very many, tables of their parts (`multi-index.ts`). Answers are the same whichever way.
 */
import { FingerprintError } from "../error.ts";
import { hashBits, hashByteLength, searchPlainly, type HammingHit } from "./hamming.ts";
import { hammingWasm } from "../wasm/hamming.wasm.ts";
import { MultiIndex, multiIndexRadius } from "./multi-index.ts";
import { instantiate, type Global } from "../wasm/wasm.ts";

/** What the kernel exports; its memory map is in kernels/hamming.ts. */
interface HammingKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly QUERIES: Global;
  readonly APPENDED: Global;
  readonly HITS: Global;
  readonly BLOCKS: Global;
  readonly hitCount: Global;
  readonly stoppedAt: Global;
  pack(block: number): void;
  search(from: number, to: number, queryCount: number, radius: number): void;
}

/** Queries of one call. */
const batchQueries = 64;
const blockHashes = 64;
const blockBytes = blockHashes * hashByteLength;
const pageBytes = 65_536;
/** Hashes in one memory: 512 MiB, so that growing it never comes near the 4 GiB that addresses reach. */
const shardHashes = 2 ** 24;
/** From so many hashes on tables are built for small distances; below, a scan of all is as fast. */
const multiIndexMinimum = 100_000;

/** Hashes in memory. Append, then search; not both at once. */
export class HammingIndex {
  readonly #shards: Shard[] = [];
  #count = 0;
  #tables: MultiIndex | undefined;

  /** Hashes so far. */
  get count(): number {
    return this.#count;
  }

  /**
   * Adds hashes, 32 bytes each; they are numbered in this order.
   *
   * @throws FingerprintError `bad-input` for other lengths, `too-large` when memory ends
   */
  append(hashes: Uint8Array): void {
    if (hashes.length % hashByteLength !== 0)
      throw new FingerprintError("bad-input", "Perceptual hashes have 32 bytes each.");
    this.#tables = undefined;
    for (let at = 0; at < hashes.length;) {
      if (this.#count % shardHashes === 0) this.#shards.push(openShard());
      const room = (shardHashes - (this.#count % shardHashes)) * hashByteLength;
      const part = hashes.subarray(at, at + room);
      this.#shards.at(-1)!.append(part);
      this.#count += part.length / hashByteLength;
      at += part.length;
    }
  }

  /**
   * Finds every hash at most `radius` from a query. Many queries in one call cost less than one by one: a part of the
   * hashes stays in the processor's cache while all of them pass.
   *
   * @param queries 32 bytes each
   * @param radius bits that may differ, 0 to 255
   * @returns hits by query, then number
   * @throws FingerprintError `bad-input`
   */
  search(queries: Uint8Array, radius: number): readonly HammingHit[] {
    if (
      queries.length % hashByteLength !== 0 ||
      !Number.isInteger(radius) ||
      radius < 0 ||
      radius >= hashBits
    )
      throw new FingerprintError(
        "bad-input",
        "A search takes hashes of 32 bytes and a radius from 0 to 255.",
      );
    if (radius <= multiIndexRadius && this.#count >= multiIndexMinimum) {
      this.#tables ??= new MultiIndex(this.#all());
      return this.#tables.search(queries, radius);
    }
    const hits = this.#shards.flatMap((shard, i) =>
      shard.search(queries, radius).map((hit) => ({ ...hit, number: hit.number + i * shardHashes })),
    );
    return hits.sort((a, b) => a.query - b.query || a.number - b.number);
  }

  #all(): Uint8Array {
    const all = new Uint8Array(this.#count * hashByteLength);
    for (const [i, shard] of this.#shards.entries()) all.set(shard.read(), i * shardHashes * hashByteLength);
    return all;
  }
}

interface Shard {
  append(hashes: Uint8Array): void;
  search(queries: Uint8Array, radius: number): readonly HammingHit[];
  /** Every hash, as appended. */
  read(): Uint8Array;
}

function openShard(): Shard {
  // The shape is that of kernels/hamming.ts, whose build is compared with the checked-in module.
  const kernel = instantiate(hammingWasm) as HammingKernel | undefined;
  return kernel === undefined ? new PlainShard() : new KernelShard(kernel);
}

class PlainShard implements Shard {
  #hashes = new Uint8Array(0);

  append(hashes: Uint8Array): void {
    const longer = new Uint8Array(this.#hashes.length + hashes.length);
    longer.set(this.#hashes);
    longer.set(hashes, this.#hashes.length);
    this.#hashes = longer;
  }

  search(queries: Uint8Array, radius: number): readonly HammingHit[] {
    return searchPlainly(this.#hashes, queries, radius);
  }

  read(): Uint8Array {
    return this.#hashes;
  }
}

class KernelShard implements Shard {
  readonly #kernel: HammingKernel;
  /** The hashes of the last block, as appended, while it isn't full. */
  readonly #last = new Uint8Array(blockBytes);
  #count = 0;

  constructor(kernel: HammingKernel) {
    this.#kernel = kernel;
  }

  append(hashes: Uint8Array): void {
    this.#makeRoom(this.#count + hashes.length / hashByteLength);
    for (let at = 0; at < hashes.length;) {
      const filled = (this.#count % blockHashes) * hashByteLength;
      const part = hashes.subarray(at, at + blockBytes - filled);
      this.#last.fill(0, filled);
      this.#last.set(part, filled);
      new Uint8Array(this.#kernel.memory.buffer).set(this.#last, this.#kernel.APPENDED.value);
      this.#kernel.pack(Math.floor(this.#count / blockHashes));
      this.#count += part.length / hashByteLength;
      at += part.length;
    }
  }

  search(queries: Uint8Array, radius: number): readonly HammingHit[] {
    const hits: HammingHit[] = [];
    for (let first = 0; first * hashByteLength < queries.length; first += batchQueries) {
      const batch = queries.subarray(first * hashByteLength, (first + batchQueries) * hashByteLength);
      for (const hit of this.#searchBatch(batch, radius)) hits.push({ ...hit, query: hit.query + first });
    }
    return hits;
  }

  read(): Uint8Array {
    const all = new Uint8Array(this.#count * hashByteLength);
    for (let i = 0; i < this.#count; i++) all.set(this.#hash(i), i * hashByteLength);
    return all;
  }

  #searchBatch(batch: Uint8Array, radius: number): HammingHit[] {
    const hits: HammingHit[] = [];
    const blocks = Math.ceil(this.#count / blockHashes);
    const { memory, QUERIES, HITS, hitCount, stoppedAt } = this.#kernel;
    new Uint8Array(memory.buffer).set(batch, QUERIES.value);
    let step = blocks;
    for (let from = 0; from < blocks; from = stoppedAt.value) {
      this.#kernel.search(from, Math.min(blocks, from + step), batch.length / hashByteLength, radius);
      // So many hits that not one tile fits: fewer blocks at once, and one always fits.
      step = stoppedAt.value === from ? 1 : blocks;
      const found = new Uint32Array(memory.buffer, HITS.value, hitCount.value * 2);
      for (let i = 0; i < found.length; i += 2) this.#keep(hits, batch, found[i]!, found[i + 1]!, radius);
    }
    return hits;
  }

  /** Counts a hit's bits: the kernel's sums are bytes, in which 256 reads as 0, and it fills the last block with zeros. */
  #keep(hits: HammingHit[], batch: Uint8Array, query: number, number: number, radius: number): void {
    if (number >= this.#count) return;
    const start = query * hashByteLength;
    const [hit] = searchPlainly(this.#hash(number), batch.subarray(start, start + hashByteLength), radius);
    if (hit !== undefined) hits.push({ query, number, distance: hit.distance });
  }

  #hash(number: number): Uint8Array {
    const bytes = new Uint8Array(this.#kernel.memory.buffer);
    const at =
      this.#kernel.BLOCKS.value + Math.floor(number / blockHashes) * blockBytes + (number % blockHashes);
    return Uint8Array.from({ length: hashByteLength }, (_, i) => bytes[at + i * blockHashes]!);
  }

  #makeRoom(count: number): void {
    const { memory, BLOCKS } = this.#kernel;
    const needed = BLOCKS.value + Math.ceil(count / blockHashes) * blockBytes;
    if (needed <= memory.buffer.byteLength) return;
    const most = BLOCKS.value + shardHashes * hashByteLength;
    const wanted = Math.min(most, Math.max(needed, memory.buffer.byteLength * 2));
    try {
      memory.grow(Math.ceil((wanted - memory.buffer.byteLength) / pageBytes));
    } catch (cause) {
      const message =
        "Memory does not hold the perceptual hashes. Use a machine with more memory, or search fewer segments.";
      throw new FingerprintError("too-large", message, { cause });
    }
  }
}
