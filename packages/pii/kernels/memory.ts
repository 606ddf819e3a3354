/**
 * The kernel's memory, all of it: fixed addresses, nothing is allocated, nothing grows. AssemblyScript.
 *
 * | from     | bytes   | what                                                                                      |
 * | -------- | ------- | ----------------------------------------------------------------------------------------- |
 * | 0x000000 | 8 KiB   | filter: a bit for each hash of three bytes that a literal begins with      } host -> kernel, |
 * | 0x002000 | 128 KiB | heads: for each hash one more than the place of its first record (u16)     } once            |
 * | 0x022000 | 64 KiB  | records of literals, those of one hash together: address of the spelling   }                 |
 * |          |         | (u32), its length, bit 15 set on the last (u16), number of the literal (u16) }               |
 * | 0x032000 | 56 KiB  | spellings: UTF-8 with ASCII in lower case                                  }                 |
 * | 0x040000 | 64      | the bytes before the input                                                host -> kernel    |
 * | 0x040040 | 66 KiB  | input: a window of a text, what follows it, 64 zeros                      host -> kernel    |
 * | 0x052000 | 66 KiB  | the input with ASCII in lower case, at the same distance from 0x12000 on                   |
 * | 0x064000 | 96 KiB  | groups: start, end, digits (u32 each)                                     kernel -> host    |
 * | 0x07c000 | 32 KiB  | at signs (u32)                                                            kernel -> host    |
 * | 0x084000 | 32 KiB  | colons (u32)                                                              kernel -> host    |
 * | 0x08c000 | 128 KiB | literals: place, number (u32 each)                                        kernel -> host    |
 * | 0x0b0000 |         | end                                                                                       |
 */

export const FILTER: usize = 0x0;
export const HEADS: usize = 0x2000;
export const RECORDS: usize = 0x22000;
export const SPELLINGS: usize = 0x32000;
export const BEFORE: usize = 0x40000;
export const INPUT: usize = 0x40040;
/** From a byte of the input to the same in lower case. */
export const LOWER: usize = 0x12000;
export const GROUPS: usize = 0x64000;
export const AT_SIGNS: usize = 0x7c000;
export const COLONS: usize = 0x84000;
export const LITERALS: usize = 0x8c000;

/** Records of literals and bytes of spellings that there is room for. */
export const MAX_RECORDS: u32 = 8192;
export const SPELLING_BYTES: u32 = 0xe000;
/** Bytes before the input that say what a candidate at its start goes on from. */
export const BEFORE_BYTES: u32 = 64;
/** Bytes of a window, and of what may follow it in the same call: longer than any candidate. */
export const WINDOW_BYTES: u32 = 0x10000;
export const AHEAD_BYTES: u32 = 1024;
/** Candidates of each kind that one call returns; the rest comes with the next. */
export const MAX_GROUPS: u32 = 8192;
export const MAX_AT_SIGNS: u32 = 8192;
export const MAX_COLONS: u32 = 8192;
export const MAX_LITERALS: u32 = 16384;
/** Literals that may begin at one place. */
export const MAX_AT_ONE_PLACE: u32 = 256;
