/**
 * The kernel's memory. AssemblyScript. It grows with the chunk: the host (src/json-lines-kernel.ts) says where texts go.
 *
 * | from    | bytes   | what                                                                                        |
 * | ------- | ------- | ------------------------------------------------------------------------------------------- |
 * | 0x00000 | 256     | vector constants                                                                            |
 * | 0x00100 | 256     | what an escape of one letter stands for; 0 where there is none (u8)                         |
 * | 0x00200 | 256     | value of a hexadecimal digit; 0xff for any other byte (u8)                                  |
 * | 0x00400 | 64      | the compiler's own data                                                                     |
 * | 0x00800 | 64      | names of the fields, of the text first: address and length of each (2 x u32)  host -> kernel |
 * | 0x01000 | 60 KiB  | the bytes of those names                                                     host -> kernel |
 * | 0x10000 | 192 KiB | lines that were read (u32)                                                   kernel -> host |
 * | 0x40000 |         | the chunk, and 64 bytes that vector loads may touch                          host -> kernel |
 * |         |         | texts of the chunk, one after the other, and 64 bytes                        kernel -> host |
 *
 * A line is five numbers: its number in the chunk, its status, where it begins and ends in the chunk (without CR and LF), and
 * where its text ends among the texts. Three more for each fact: kind, and where it begins and ends in the chunk.
 */

export const QUOTES: usize = 0x00;
export const BACKSLASHES: usize = 0x10;
export const LAST_CONTROLS: usize = 0x20;
export const LINE_FEEDS: usize = 0x30;
export const ESCAPES: usize = 0x100;
export const HEX_DIGITS: usize = 0x200;
export const NAMES: usize = 0x800;
export const NAME_BYTES: usize = 0x1000;
export const NAME_ROOM: u32 = 0xf000;
export const LINES: usize = 0x10000;
export const INPUT: usize = 0x40000;

/** Bytes behind chunk and texts that vectors may touch. */
export const SLACK: u32 = 64;
/** Fields beside the text. */
export const MAX_FACTS: u32 = 6;
/** Lines of one call: five numbers and three a fact each. */
export const MAX_LINES: u32 = 2048;
