/** Bytes that the kernel must treat as its twin does: ordinary, hostile, and across its edges. */
import * as fc from "fast-check";
import { hardText, longRun } from "./normal-form-reference.ts";

// What the kernel treats in its own way: runs of vectors, edges of UTF-8, marks behind composites, the longest mapping.
export const fragments: readonly Buffer[] = [
  "The quick brown fox jumps over 12 lazy dogs. ",
  "abcdefghijklmnopqrstuvwxyz0123456789",
  "吾輩は猫である。名前はまだ無い。",
  "カタカナーガギグゲゴ・ヴァ",
  "が\u{3099}か\u{3099}\u{309a}\u{302a}は\u{309a}",
  "é\u{323}e\u{323}\u{301}Å\u{327}ế\u{345}",
  "각\u{1100}\u{1161}\u{11a8}가\u{11a8}",
  "\u{fdfa}ﬃｱﾞＡ１",
  "ภาษาไทย ကျွန် 𠀀𛀀🙂",
  "\u{301}".repeat(40),
  "\n\u{3000}「",
].map((text) => Buffer.from(text));
const brokenBytes = [
  [0x80, 0xbf],
  [0xe3, 0x81],
  [0xe0, 0x80, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x9f, 0x98],
  [0xf4, 0x90, 0x80, 0x80],
  [0xff],
].map((bytes) => Buffer.from(bytes));

/** Bytes of any kind, mostly short. */
export const anyBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.oneof(hardText, longRun).map((text) => Buffer.from(text)),
  fc
    .array(fc.constantFrom(...fragments, ...brokenBytes), { maxLength: 60 })
    .map((parts) => Buffer.concat(parts)),
);

/** Texts that cross the kernel's pieces of 16 KiB: hostile bytes between stretches of every alignment. */
export const longBytes: fc.Arbitrary<Uint8Array> = fc
  .array(fc.tuple(fc.constantFrom(...fragments), fc.integer({ min: 0, max: 12_000 }), anyBytes), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) =>
    Buffer.concat(parts.flatMap(([filler, length, bytes]) => [Buffer.alloc(length, filler), bytes])),
  );
