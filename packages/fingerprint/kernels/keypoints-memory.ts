/**
 * The memory of the kernel of keypoints, all of it: fixed addresses, nothing is allocated, nothing grows. AssemblyScript.
 *
 * | from       | bytes   | what                                                                                    |
 * | ---------- | ------- | --------------------------------------------------------------------------------------- |
 * | 0x00000000 | 256     | sizes: pixels across, down, keypoints to take, 0 (u32 each)             host -> kernel  |
 * | 0x00000100 | 512     | cosines of the 64 directions at which an angle rounds up (f64)       }                  |
 * | 0x00000300 | 512     | their sines (f64)                                                    } host -> kernel,  |
 * | 0x00000800 | 992     | 255 where a pixel of 31 rows of 32 is of the disc about a keypoint   } once             |
 * | 0x00010000 | 64 KiB  | places of 256 bits in 64 directions: 256 first ones, 256 second (u16) }                 |
 * | 0x00001000 | 256     | candidates taken from each cell (u32)                                                   |
 * | 0x00001200 | 128     | brightness at the first places of 64 bits, then at the second (u8)                      |
 * | 0x00002000 | 7.5 KiB | contrast of corners in three rows of 1,280 (u16)                                        |
 * | 0x00004000 | 1 KiB   | for every four columns of a scaled row the first pixel that they are made of (u32)      |
 * | 0x00004400 | 4 KiB   | which of 16 pixels from there (u8)                                                      |
 * | 0x00005400 | 4 KiB   | and their weights (u16)                                                                 |
 * | 0x00006400 | 8 KiB   | two rows, scaled across (u32)                                                           |
 * | 0x0000a000 | 2.4 KiB | what is about a keypoint: 31 or 37 rows of 64 pixels                                    |
 * | 0x00020000 | 48 KiB  | the best candidates of each cell (u32)                                                  |
 * | 0x00030000 | 32 KiB  | candidates that are taken (u32)                                                         |
 * | 0x00040000 | 48 KiB  | keypoints: x, y (u16, 16 KiB each), direction (u8)                       kernel -> host |
 * | 0x00050000 | 160 KiB | their descriptors, 32 bytes each                                         kernel -> host |
 * | 0x00080000 | 1.1 MiB | their margins, 256 bytes each                                            kernel -> host |
 * | 0x001a0000 | 3 MiB   | pixels: three bytes or one                                               host -> kernel |
 * | 0x004b0000 | 1 MiB   | grey values. Behind these, as behind the next three, 64 KiB that vectors may touch      |
 * | 0x005c0000 | 1 MiB   | grey values of the next size                                                            |
 * | 0x006d0000 | 1 MiB   | smoothed along rows                                                                     |
 * | 0x007e0000 | 1 MiB   | smoothed along both                                                                     |
 * | 0x008f0000 | 1 MiB   | candidates' places: x in the lower half, y in the upper, bit 31 when taken (u32)        |
 * | 0x009f0000 | 2 MiB   | their strengths (f64)                                                                   |
 * | 0x00c00000 | 2 MiB   | smoothed pictures that keypoints are looked for in, and 64 KiB           host -> kernel |
 * | 0x00e10000 |         | end                                                                                     |
 *
 * While keypoints of another picture are looked for (seek.ts) the picture to look in lies where grey values of the next size do, and in
 * place of pixels:
 *
 * | from       | bytes   | what                                                                                    |
 * | ---------- | ------- | --------------------------------------------------------------------------------------- |
 * | 0x001a0000 | 16 KiB  | where each row of the frame begins in the picture: x, y (f64)            host -> kernel |
 * | 0x001b0000 | 40 KiB  | keypoints that are looked for: x, then y (i32, 20 KiB each)              host -> kernel |
 * | 0x001c0000 | 8 KiB   | their directions, 0 to 63 (u8)                                           host -> kernel |
 * | 0x001d0000 | 160 KiB | their descriptors                                                        host -> kernel |
 * | 0x00200000 | 20 KiB  | what was seen of each: how far it is (u16), how far off (i8, i8)         kernel -> host |
 * | 0x00210000 | 60 KiB  | the smoothed picture of each: where it lies, pixels across, down (u32)   host -> kernel |
 */

export const SIZES: usize = 0x0;
export const COSINES: usize = 0x100;
export const SINES: usize = 0x300;
export const DISC: usize = 0x800;
export const TAKEN: usize = 0x1000;
export const BRIGHTNESS: usize = 0x1200;
export const CONTRASTS: usize = 0x2000;
export const COLUMN_STARTS: usize = 0x4000;
export const COLUMN_PIXELS: usize = 0x4400;
export const COLUMN_WEIGHTS: usize = 0x5400;
export const SCALED_ROWS: usize = 0x6400;
export const SURROUNDINGS: usize = 0xa000;
export const PATTERN: usize = 0x10000;
export const CELLS: usize = 0x20000;
export const CHOSEN: usize = 0x30000;
export const X: usize = 0x40000;
export const Y: usize = 0x44000;
export const ANGLES: usize = 0x48000;
export const DESCRIPTORS: usize = 0x50000;
export const MARGINS: usize = 0x80000;
export const PIXELS: usize = 0x1a0000;
export const GREY: usize = 0x4b0000;
export const OTHER_GREY: usize = 0x5c0000;
export const SMOOTHED_ACROSS: usize = 0x6d0000;
export const SMOOTHED: usize = 0x7e0000;
export const PLACES: usize = 0x8f0000;
export const STRENGTHS: usize = 0x9f0000;

export const ROW_STARTS: usize = 0x1a0000;
export const SOUGHT_X: usize = 0x1b0000;
export const SOUGHT_Y: usize = 0x1b5000;
export const SOUGHT_TURNS: usize = 0x1c0000;
export const SOUGHT_DESCRIPTORS: usize = 0x1d0000;
export const SEEN: usize = 0x200000;
export const SOUGHT_IN: usize = 0x210000;
export const VIEWS: usize = 0xc00000;
export const VIEW_BYTES: u32 = 0x200000;

/** The longer side of a picture at most. */
export const MAX_SIDE: u32 = 1024;
/** Keypoints of a picture at most. */
export const MAX_COUNT: u32 = 4096;
/** Sizes at most. */
export const MAX_SIZES: u32 = 16;
