/**
 * Exact search among 256-bit hashes by the number of bits that differ. AssemblyScript.
 *
 * Hashes lie in blocks of 64, transposed: byte 0 of all 64, then byte 1... So a vector holds one byte of 16 hashes, sums
 * need no shuffle, and 64 hashes take one branch. A sum is a byte: a distance of 256 reads as 0, and the host counts each
 * hit's bits again.
 *
 * The memory: 0x0 to 0x10000 the work area below, then the blocks; it grows with them.
 *
 * | from   | bytes  | what                                                       |
 * | ------ | ------ | ---------------------------------------------------------- |
 * | 0x0    | 2 KiB  | up to 64 hashes to search for, 32 bytes each  host -> kernel |
 * | 0x1000 | 512    | one of them, each byte 16 times                            |
 * | 0x2000 | 2 KiB  | 64 hashes to append, 32 bytes each            host -> kernel |
 * | 0x4000 | 32 KiB | hits: number of the searched hash, number of the hash found (u32 each) |
 */

export const QUERIES: usize = 0x0;
const SPLATS: usize = 0x1000;
export const APPENDED: usize = 0x2000;
export const HITS: usize = 0x4000;
export const MAX_HITS: u32 = 4096;
export const BLOCKS: usize = 0x10000;

const BLOCK_HASHES: u32 = 64;
const BLOCK_BYTES: usize = 2048;
const HASH_BYTES: u32 = 32;
/** Blocks that stay in the cache while all queries pass over them: 128 KiB. */
const TILE: u32 = 64;

/** Hits of the last call. */
export let hitCount: u32 = 0;
/** The block at which the last call stopped because HITS was full; the end of the range otherwise. */
export let stoppedAt: u32 = 0;

/** Transposes the 64 appended hashes into a block. */
export function pack(block: u32): void {
  const to = BLOCKS + <usize>block * BLOCK_BYTES;
  for (let i: u32 = 0; i < BLOCK_HASHES; i++)
    for (let j: u32 = 0; j < HASH_BYTES; j++)
      store<u8>(to + j * BLOCK_HASHES + i, load<u8>(APPENDED + i * HASH_BYTES + j));
}

/** Finds hashes of blocks from `from` to `to` at most `radius` from a query. */
export function search(from: u32, to: u32, queryCount: u32, radius: u32): void {
  hitCount = 0;
  for (let tile = from; tile < to; tile += TILE) {
    const end = min(tile + TILE, to);
    // A tile is searched whole or not at all, so that a full list of hits leaves a clean place to go on from.
    const before = hitCount;
    for (let query: u32 = 0; query < queryCount; query++) {
      if (searchTile(tile, end, query, radius)) continue;
      hitCount = before;
      stoppedAt = tile;
      return;
    }
  }
  stoppedAt = to;
}

function searchTile(from: u32, to: u32, query: u32, radius: u32): bool {
  for (let i: u32 = 0; i < HASH_BYTES; i++)
    v128.store(SPLATS + (i << 4), v128.load8_splat(QUERIES + query * HASH_BYTES + i));
  const limit = i8x16.splat(<i8>radius);
  for (let block = from; block < to; block++) {
    const at = BLOCKS + <usize>block * BLOCK_BYTES;
    let a = i8x16.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let i: usize = 0; i < HASH_BYTES; i++) {
      const splat = v128.load(SPLATS + (i << 4));
      const row = at + i * BLOCK_HASHES;
      a = i8x16.add(a, i8x16.popcnt(v128.xor(v128.load(row), splat)));
      b = i8x16.add(b, i8x16.popcnt(v128.xor(v128.load(row, 16), splat)));
      c = i8x16.add(c, i8x16.popcnt(v128.xor(v128.load(row, 32), splat)));
      d = i8x16.add(d, i8x16.popcnt(v128.xor(v128.load(row, 48), splat)));
    }
    a = i8x16.le_u(a, limit);
    b = i8x16.le_u(b, limit);
    c = i8x16.le_u(c, limit);
    d = i8x16.le_u(d, limit);
    if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) continue;
    let found =
      <u64>i8x16.bitmask(a) |
      (<u64>i8x16.bitmask(b) << 16) |
      (<u64>i8x16.bitmask(c) << 32) |
      (<u64>i8x16.bitmask(d) << 48);
    for (; found != 0; found &= found - 1) {
      if (hitCount == MAX_HITS) return false;
      const hit = HITS + (hitCount << 3);
      store<u32>(hit, query);
      store<u32>(hit, block * BLOCK_HASHES + <u32>ctz(found), 4);
      hitCount++;
    }
  }
  return true;
}
