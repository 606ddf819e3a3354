/**
 * The search kernel's memory. AssemblyScript. It grows: behind the fixed part the host keeps the filters of every open
 * segment (src/wasm/search-kernel.ts hands the room out), so that a probe never leaves the kernel.
 *
 * | from     | bytes   | what                                                             |
 * | -------- | ------- | ---------------------------------------------------------------- |
 * | 0x000000 | 128 KiB | upper halves of the keys to probe (u32)          host -> kernel  |
 * | 0x020000 | 128 KiB | lower halves (u32)                               host -> kernel  |
 * | 0x040000 | 128 KiB | positions of the keys that pass (u32)            kernel -> host  |
 * | 0x060000 | 64 KiB  | reach of every diagonal, this edit's (i32)                       |
 * | 0x070000 | 64 KiB  | the same of the edit before                                      |
 * | 0x080000 | 1 KiB   | characters of both texts as bytes: see hopeless-extension.ts     |
 * | 0x090000 | 1 KiB   | how many keys there are up to each value of their top 8 bits    |
 * | 0x0a0000 | 128 KiB | keys by their top 8 bits: which they are (u32)                  |
 * | 0x0c0000 | 128 KiB | their upper halves (u32)                                         |
 * | 0x0e0000 | 128 KiB | their lower halves (u32)                                         |
 * | 0x100000 | 256 KiB | their hashes with seed 0: upper halves, then lower ones (u32)    |
 * | 0x140000 | 256 KiB | the same with another seed                                       |
 * | 0x180000 |         | unused, and the compiler's own data                              |
 * | 0x1a0000 |         | regions: filters and texts, wherever the host has put them       |
 *
 * A filter's region begins with its table, 16 bytes a partition: seed, number of segments, bits of a segment's length
 * (u32 each) and the address of its fingerprints, 0 segments for a partition without keys. They follow as
 * they are stored: see src/segment/filter.ts.
 */

export const KEY_HI: usize = 0x0;
export const KEY_LO: usize = 0x20000;
export const FOUND: usize = 0x40000;
export const REACH: usize = 0x60000;
export const REACH_BEFORE: usize = 0x70000;
export const ALIKE_OUTPUT: usize = 0x80000;
export const ALIKE_RECORD: usize = 0x80200;
export const ENDS: usize = 0x90000;
export const ORDER: usize = 0xa0000;
export const SORTED_HI: usize = 0xc0000;
export const SORTED_LO: usize = 0xe0000;
export const HASHES: usize = 0x100000;
export const OTHER_HASHES: usize = 0x140000;
/** From a key's upper half to its lower one, of hashes. */
export const HASH_HALF: usize = 0x20000;
export const REGIONS: usize = 0x1a0000;

/** Keys in one call. */
export const MAX_KEYS: u32 = 0x7ff0;
/** Edits that both columns of reaches take: two diagonals an edit, and one more on either side. */
export const MAX_EDITS: u32 = 8000;
