/**
 * The writing kernel's memory. AssemblyScript. It grows: behind the fixed part lie the postings of one file, then what the
 * filter of one range of keys is made of; src/writing-kernel.ts says where, and hands the addresses over.
 *
 * | from     | bytes   | what                                                                              |
 * | -------- | ------- | --------------------------------------------------------------------------------- |
 * | 0x000000 | 256 KiB | upper halves of some keys (u32)                                    host -> kernel |
 * | 0x040000 | 256 KiB | lower halves (u32)                                                 host -> kernel |
 * | 0x080000 | 512 KiB | values (f64)                                                       host -> kernel |
 * | 0x100000 | 1 MiB   | packed postings                                                    kernel -> host |
 * | 0x200000 | 64 KiB  | unused                                                                            |
 * | 0x210000 | 64 KiB  | places within one bucket (u32)                                                    |
 * | 0x220000 | 256 KiB | the postings of one bucket                                                        |
 * | 0x260000 | 64 KiB  | the compiler's own data                                                           |
 * | 0x270000 |         | places: where each bucket of postings ends, then the directory (u32)              |
 * |          |         | postings, 16 bytes each: key, value (u64)                                         |
 * |          |         | a filter: keys (u64); keys as taken out (hi, lo, slot, 0: u32); slots     |
 * |          |         | (degree, hi, lo, 0: u32), later packed fingerprints; queue (u32); fingerprints    |
 * |          |         | (u16)                                                                             |
 */

export const KEY_HI: usize = 0x0;
export const KEY_LO: usize = 0x40000;
export const VALUE: usize = 0x80000;
export const PACKED: usize = 0x100000;
export const SMALL_PLACES: usize = 0x210000;
export const BUCKET: usize = 0x220000;
export const PLACES: usize = 0x270000;

/** Bits of the places within a bucket, and the most postings that one may have to be dealt out again. */
export const MAX_PLACES: u32 = 14;
export const MAX_BUCKET: u32 = 0x4000;

/** Postings of one call: a multiple of 8, so that packed ones end with a byte. */
export const MAX_POSTINGS: u32 = 0x10000;
