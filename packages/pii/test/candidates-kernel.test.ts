import { readFileSync } from "node:fs";
import { createScanner, detectors } from "@yurai/pii";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { candidateKernel } from "../src/candidates-kernel.ts";
import { type Candidates, findCandidates } from "../src/candidates.ts";
import { labels } from "../src/labels.ts";
import { literalTable } from "../src/literals.ts";
import { generateKernel } from "../tables/generate-kernel.ts";

const words = [...Object.values(labels).flat(), "-----BEGIN", "ghp_", "ghp_0", "（", "様"];
const table = literalTable(words.map((word, use) => [word, use] as const));
const kernel = candidateKernel(table)!;
const examples = detectors.flatMap(({ matches, nonMatches }) => [...matches, ...nonMatches]);
const encoder = new TextEncoder();

const fragments = [
  ...words,
  ...examples,
  ..."0 12 １２ 1- -1 (1) 1.2.3.4 :: a:b a1b2c3 １ｂ２ 1ー2 1\u00a02 \u{1f600} é ÿ \0 @ a@b - -- ----- \n".split(
    " ",
  ),
  "1".repeat(119),
  "1".repeat(121),
  "１".repeat(41),
  "1 ".repeat(40),
  "a".repeat(64),
];

const anyBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.array(fc.constantFrom(...fragments), { maxLength: 30 }).map((parts) => encoder.encode(parts.join(""))),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...fragments).map((text) => encoder.encode(text)),
        fc.uint8Array({ maxLength: 9 }),
      ),
      {
        maxLength: 30,
      },
    )
    .map((parts) => new Uint8Array(Buffer.concat(parts))),
  // Bytes that mean something here, in any order.
  fc
    .array(
      fc.constantFrom(
        0x30,
        0x39,
        0x41,
        0x5a,
        0x61,
        0x7a,
        0x20,
        0x2d,
        0x2e,
        0x3a,
        0x40,
        0xef,
        0xbc,
        0x90,
        0xe3,
        0x83,
        0x0,
      ),
      {
        maxLength: 400,
      },
    )
    .map((bytes) => Uint8Array.from(bytes)),
);

function plain({ groups, atSigns, colons, literals }: Candidates): object {
  return { groups: [...groups], atSigns: [...atSigns], colons: [...colons], literals: [...literals] };
}

describe("the candidate kernel", () => {
  test("is what a scanner runs, here and now", () => {
    expect(createScanner(detectors).engine()).toBe("kernel");
  });

  test("equals its twin on any bytes, and on any split into windows", () => {
    fc.assert(
      fc.property(anyBytes, fc.integer({ min: 1, max: 200 }), (bytes, windowBytes) => {
        const twin = plain(findCandidates(bytes, table));
        expect(plain(kernel.find(bytes))).toEqual(twin);
        expect(plain(kernel.find(bytes, windowBytes))).toEqual(twin);
      }),
      { numRuns: 3_000 },
    );
  });

  test("equals its twin on texts of several windows, and where one call can't return everything", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fragments),
        anyBytes,
        fc.integer({ max: 64, min: 0 }),
        (text, bytes, shift) => {
          const unit = encoder.encode(`${text} `);
          const filler = Buffer.alloc(140_000 + shift, unit);
          const long = new Uint8Array(Buffer.concat([filler, bytes, filler]));
          expect(plain(kernel.find(long))).toEqual(plain(findCandidates(long, table)));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("leaves a table with too long a literal to the plain pass, which finds it", () => {
    const word = "x".repeat(600);
    const long = literalTable([[word, 0]]);
    expect(candidateKernel(long)).toBeUndefined();
    expect([...findCandidates(encoder.encode(`a ${word}`), long).literals]).toEqual([2, 0]);
  });

  test("is the build of its sources", async () => {
    const checkedIn = readFileSync(new URL("../src/candidates.wasm.ts", import.meta.url), "utf8");
    expect(await generateKernel()).toBe(checkedIn);
  });
});
