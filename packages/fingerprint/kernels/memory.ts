/**
 * The kernel's memory, all of it: fixed addresses, nothing is allocated, nothing grows. AssemblyScript.
 *
 * | from       | bytes     | what                                                                              |
 * | ---------- | --------- | --------------------------------------------------------------------------------- |
 * | 0x00000000 | 1 KiB     | the open run of marks: 30 marks, classes, starts, ends (u32 each, 128 bytes apart) |
 * | 0x00000400 | 2 KiB     | left-pack table: for each 8-bit mask the places of its set bits (8 x u8)           |
 * | 0x00000c00 | 128       | keys of the whole-text hash (32 x u32)                                             |
 * | 0x00000c80 | 1 KiB     | powers of both polynomials, for a dense and for another first character (64 x u32) |
 * | 0x00001100 | 256       | factors of the signatures (64 x u32)                                               |
 * | 0x00001200 | 512       | the open signature: 64 least, 64 greatest (u32)                                    |
 * | 0x00001400 | 3 KiB     | vector constants: see constants.ts                                                 |
 * | 0x00002000 | 8 KiB     | mapping trie, first stage (u16)                     } written by the host once,    |
 * | 0x00004000 | 64 KiB    | mapping trie, blocks (u16)                          } the very tables of           |
 * | 0x00014000 | 32 KiB    | pool of mapped sequences (u32)                      } unicode-lookup.ts            |
 * | 0x0001c000 | 8 KiB     | property trie, first stage (u16)                    }                              |
 * | 0x0001e000 | 32 KiB    | property trie, blocks (u16)                         }                              |
 * | 0x00026000 | 8 KiB     | canonical pairs: firsts, seconds, composites (u32)  }                              |
 * | 0x00028000 | 32 KiB    | canonical pairs by hash: first, second, composite, 0 (4 x u32 a slot)              |
 * | 0x00030000 | 8 KiB     | fast trie, first stage (u16)                                                       |
 * | 0x00032000 | 128 KiB   | fast trie, blocks (u32): see tables.ts                                             |
 * | 0x00060000 | 32 KiB    | ends of the texts in the input (u32)                              host -> kernel   |
 * | 0x00068000 | 32 KiB    | characters of each finished text (u32)                            kernel -> host   |
 * | 0x00070000 | 32 KiB    | low halves of whole-text keys (u32)                               kernel -> host   |
 * | 0x00078000 | 32 KiB    | high halves (u32)                                                 kernel -> host   |
 * | 0x00080000 | 32 KiB    | anchors of this call up to each finished text's end (u32)         kernel -> host   |
 * | 0x00088000 | 4 KiB     | left-pack table of 16-bit lanes: for each 8-bit mask a shuffle (16 x u8)           |
 * | 0x00090000 | 1 MiB     | input, UTF-8, and 64 bytes that vector loads may touch            host -> kernel   |
 * | 0x001a0000 | 1 MiB     | anchors: high halves (u32)                                        kernel -> host   |
 * | 0x002a0000 | 1 MiB     | anchors: low halves (u32)                                         kernel -> host   |
 * | 0x003a0000 | 1 MiB     | anchors: byte in the text (u32)                                   kernel -> host   |
 * | 0x004a0000 | 512 KiB   | characters (u32, bit 31: dense)                                                    |
 * | 0x00520000 | 2 MiB     | where characters came from, four columns of 512 KiB: see normal-form.ts            |
 * | 0x00720000 | 512 KiB   | addresses of the characters that shingles begin at (u32)                           |
 * | 0x007a0000 | 512 KiB   | polynomials of eight characters: high halves (u32)                                 |
 * | 0x00820000 | 512 KiB   | low halves (u32)                                                                   |
 * | 0x008a0000 | 512 KiB   | hashes of shingles (u32)                            queries: host -> kernel        |
 * | 0x00920000 | 1 MiB     | signatures of blocks, 64 least and 64 greatest (u32)              kernel -> host   |
 * | 0x00a20000 | 8 KiB     | byte in the text where each block begins (u32)                    kernel -> host   |
 * | 0x00a22000 | 32 KiB    | blocks of this call up to each finished text's end (u32)          kernel -> host   |
 * | 0x00a30000 |           | end                                                                                |
 */

export const RUN_MARKS: usize = 0x0;
export const RUN_CLASSES: usize = 0x80;
export const RUN_STARTS: usize = 0x100;
export const RUN_ENDS: usize = 0x180;
export const PACK: usize = 0x400;
export const TEXT_KEYS: usize = 0xc00;
export const POWERS_DENSE: usize = 0xc80;
export const POWERS_OTHER: usize = 0xe80;
export const FACTORS: usize = 0x1100;
export const SIGNATURE: usize = 0x1200;
export const CONSTANTS: usize = 0x1400;
export const MAPPING_INDEX: usize = 0x2000;
export const MAPPING_BLOCKS: usize = 0x4000;
export const POOL: usize = 0x14000;
export const PROPERTY_INDEX: usize = 0x1c000;
export const PROPERTY_BLOCKS: usize = 0x1e000;
export const PAIRS: usize = 0x26000;
export const PAIR_SLOTS: usize = 0x28000;
export const FAST_INDEX: usize = 0x30000;
export const FAST_BLOCKS: usize = 0x32000;
export const TEXT_ENDS: usize = 0x60000;
export const TEXT_CHARACTERS: usize = 0x68000;
export const TEXT_KEY_LO: usize = 0x70000;
export const TEXT_KEY_HI: usize = 0x78000;
export const TEXT_ANCHORS: usize = 0x80000;
export const PACK_8: usize = 0x88000;
export const INPUT: usize = 0x90000;
export const ANCHOR_HI: usize = 0x1a0000;
export const ANCHOR_LO: usize = 0x2a0000;
export const ANCHOR_BYTES: usize = 0x3a0000;
export const CHARACTERS: usize = 0x4a0000;
export const ORIGINS: usize = 0x520000;
// Distances of the other columns from ORIGINS.
export const ORIGIN_STARTS: usize = 0x80000;
export const ORIGIN_PLACES: usize = 0x100000;
export const ORIGIN_ENDS: usize = 0x180000;
export const STARTS: usize = 0x720000;
export const POLYNOMIALS_HI: usize = 0x7a0000;
export const POLYNOMIALS_LO: usize = 0x820000;
export const HASHES: usize = 0x8a0000;
export const BLOCK_SIGNATURES: usize = 0x920000;
export const BLOCK_BYTES: usize = 0xa20000;
export const TEXT_BLOCKS: usize = 0xa22000;

/** Bytes of input in one call. */
export const INPUT_BYTES: u32 = 0x100000;
/** Texts that end in one call. */
export const MAX_TEXTS: u32 = 8192;
/** Anchors that one call can return. */
export const MAX_ANCHORS: u32 = 0x40000;
/**
 * Bytes normalised before characters are hashed, so that both stay in the processor's caches. No code point gives
 * more than 5 characters a byte (U+FDFA gives 15 for 3); with 30 marks and the tail of the piece before, a piece
 * gives fewer than 84,000.
 */
export const PIECE_BYTES: usize = 16384;
export const PIECE_CHARACTERS: u32 = 84000;

/** Hashes that one call of `addHashes` takes. */
export const MAX_HASHES: u32 = 0x20000;
export const SIGNATURE_BYTES: usize = 512;
/** Blocks that one call can return, and those that a piece and a text's end can give: a block weighs 3,584. */
export const MAX_BLOCKS: u32 = 2048;
export const PIECE_BLOCKS: u32 = 450;

/** Bit of a stored character: it is dense. */
export const DENSE: u32 = 0x80000000;
