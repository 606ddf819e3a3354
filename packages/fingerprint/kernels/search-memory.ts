/**
 * The search kernel's memory. AssemblyScript. It grows: behind the fixed part the host keeps the filters of every open
 * segment (src/search-kernel.ts hands the room out), so that a probe never leaves the kernel.
 *
 * | from    | bytes  | what                                                             |
 * | ------- | ------ | ---------------------------------------------------------------- |
 * | 0x00000 | 64 KiB | upper halves of the keys to probe (u32)          host -> kernel  |
 * | 0x10000 | 64 KiB | lower halves (u32)                               host -> kernel  |
 * | 0x20000 | 64 KiB | positions of the keys that pass (u32)            kernel -> host  |
 * | 0x30000 | 64 KiB | reach of every diagonal, this edit's (i32)                       |
 * | 0x40000 | 64 KiB | the same of the edit before                                      |
 * | 0x50000 | 64 KiB | where the keys of a block look: see filter-probe.ts              |
 * | 0x60000 | 1 KiB  | characters of both texts as bytes: see hopeless-extension.ts     |
 * | 0x60400 |        | unused, and the compiler's own data                              |
 * | 0x80000 |        | regions: filters and texts, wherever the host has put them       |
 *
 * A filter's region begins with its table, 16 bytes a partition: seed, number of segments, bits of a segment's length
 * (u32 each) and the address of its fingerprints, 0 segments for a partition without keys. They follow as
 * they are stored: see src/filter.ts.
 */

export const KEY_HI: usize = 0x0;
export const KEY_LO: usize = 0x10000;
export const FOUND: usize = 0x20000;
export const REACH: usize = 0x30000;
export const REACH_BEFORE: usize = 0x40000;
export const PLACES: usize = 0x50000;
export const ALIKE_OUTPUT: usize = 0x60000;
export const ALIKE_RECORD: usize = 0x60200;
export const REGIONS: usize = 0x80000;

/** Keys in one call. */
export const MAX_KEYS: u32 = 0x4000;
/** Edits that both columns of reaches take: two diagonals an edit, and one more on either side. */
export const MAX_EDITS: u32 = 8000;
