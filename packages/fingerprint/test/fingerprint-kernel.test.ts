import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closeProfile, standardProfile, type AnchorProfile } from "../src/text/anchors.ts";
import {
  fingerprint,
  textBatch,
  type Fingerprints,
  type SignedTexts,
  type TextBatch,
} from "../src/text/fingerprint.ts";
import { slotCount } from "../src/text/minhash.ts";
import { generateKernel, kernelBuilds } from "../tables/generate-kernel.ts";
import { anyBytes, fragments, longBytes } from "./kernel-inputs.ts";

const anyProfile: fc.Arbitrary<AnchorProfile | null> = fc.oneof(
  fc.constantFrom(standardProfile, closeProfile, null),
  fc.record({
    name: fc.constant("close" as const),
    weightStep: fc.integer({ min: 1, max: 4_096 }),
    denseCharacters: fc.integer({ min: 1, max: 64 }),
    otherCharacters: fc.integer({ min: 1, max: 64 }),
  }),
);

type Signatures = "none" | "texts" | "blocks";

const anySignatures: fc.Arbitrary<Signatures> = fc.constantFrom("none", "texts", "blocks");

/** The columns in which kernel and twin differ. */
function differences(
  batch: TextBatch,
  profile: AnchorProfile | null,
  signatures: Signatures = "blocks",
): string[] {
  const kernel = fingerprint(batch, { profile, digests: false, signatures });
  const twin = fingerprint(batch, { profile, digests: false, signatures, twin: true });
  if (kernel.madeBy !== "kernel" || twin.madeBy !== "twin") return ["madeBy"];
  return [
    ...columns.filter((column) => firstDifference(kernel[column], twin[column]) !== -1),
    ...signedColumns.filter((column) => firstDifference(signed(kernel, column), signed(twin, column)) !== -1),
  ];
}

function signed({ signatures }: Fingerprints, column: keyof SignedTexts): Uint32Array {
  return signatures === null ? new Uint32Array(0) : signatures[column];
}

const signedColumns = [
  "blockOffsets",
  "blockStarts",
  "blockSignatures",
] as const satisfies readonly (keyof SignedTexts)[];

const columns = [
  "characters",
  "textKeyHi",
  "textKeyLo",
  "anchorOffsets",
  "anchorHi",
  "anchorLo",
  "anchorBytes",
] as const satisfies readonly (keyof Fingerprints)[];

/** -1 when both are equal; faster than toEqual on long arrays. */
function firstDifference(a: Uint32Array, b: Uint32Array): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  return a.findIndex((value, i) => value !== b[i]);
}

describe("the fingerprint kernel", () => {
  test("is what fingerprint() runs by default, here and now", () => {
    expect(fingerprint(textBatch(["a text"])).madeBy).toBe("kernel");
  });

  test("equals its twin on batches of any bytes with any profile", () => {
    fc.assert(
      fc.property(
        fc.array(anyBytes, { maxLength: 12 }),
        anyProfile,
        anySignatures,
        (texts, profile, signatures) => {
          expect(differences(textBatch(texts), profile, signatures)).toEqual([]);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test("equals its twin on texts longer than a piece", () => {
    fc.assert(
      fc.property(longBytes, anyProfile, anySignatures, (text, profile, signatures) => {
        expect(differences(textBatch([text, text.subarray(1)]), profile, signatures)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test("equals its twin on every code point, bare, behind a letter and before a mark", () => {
    const texts: string[] = [];
    for (let c = 0; c < 0x110000; c += c < 0x34000 ? 1 : 97) {
      const character = String.fromCodePoint(c);
      texts.push(`${character}e\u{301}${character}\u{323}\u{3099}か${character}`);
    }
    expect(
      differences(textBatch(texts), {
        name: "close",
        weightStep: 1,
        denseCharacters: 2,
        otherCharacters: 1,
      }),
    ).toEqual([]);
  });

  test("gives a text the same fingerprints in any batch, at any place, over any number of windows", () => {
    fc.assert(
      fc.property(
        longBytes,
        fc.integer({ min: 0, max: 2_400_000 }),
        fc.constantFrom(...fragments),
        (text, before, filler) => {
          const wanted = { digests: false, signatures: "blocks" } as const;
          const alone = fingerprint(textBatch([text]), { ...wanted, twin: true });
          const { bytes, offsets } = textBatch([
            Buffer.alloc(before, filler),
            text,
            Buffer.alloc(100, filler),
          ]);
          const among = fingerprint({ bytes, offsets }, wanted);
          const [from, to] = [among.anchorOffsets[1]!, among.anchorOffsets[2]!];
          expect(among.characters[1]).toBe(alone.characters[0]);
          expect([among.textKeyHi[1], among.textKeyLo[1]]).toEqual([alone.textKeyHi[0], alone.textKeyLo[0]]);
          expect(firstDifference(among.anchorHi.slice(from, to), alone.anchorHi)).toBe(-1);
          expect(firstDifference(among.anchorBytes.slice(from, to), alone.anchorBytes)).toBe(-1);
          const [first, end] = [
            among.signatures!.blockOffsets[1]! * slotCount,
            among.signatures!.blockOffsets[2]! * slotCount,
          ];
          expect(
            firstDifference(
              among.signatures!.blockSignatures.slice(first, end),
              alone.signatures!.blockSignatures,
            ),
          ).toBe(-1);
          const lastOnly = fingerprint({ bytes, offsets: offsets.slice(2) }, { digests: false });
          expect(lastOnly.characters[0]).toBe(among.characters[2]);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("equals its twin on a text of several windows", () => {
    fc.assert(
      fc.property(longBytes, fc.integer({ min: 1_040_000, max: 1_050_000 }), (text, length) => {
        const filler = Buffer.concat([text, fragments[2]!]);
        expect(differences(textBatch([Buffer.alloc(length, filler), text]), closeProfile)).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  test("returns more anchors than one call can hold", () => {
    const everyCharacter = {
      name: "close",
      weightStep: 1,
      denseCharacters: 1,
      otherCharacters: 1,
    } as const;
    expect(
      differences(textBatch([Buffer.alloc(700_000, "abc猫"), "\u{fdfa}".repeat(40_000)]), everyCharacter),
    ).toEqual([]);
  });

  test("returns more texts than one call can hold, empty ones too", () => {
    const texts = Array.from({ length: 20_000 }, (_, i) => (i % 3 === 0 ? "" : `text number ${i}`));
    expect(differences(textBatch(texts), standardProfile)).toEqual([]);
  });

  test("leaves profiles beyond its tables to the twin", () => {
    const profile: AnchorProfile = { ...standardProfile, otherCharacters: 65 };
    expect(fingerprint(textBatch(["a text"]), { profile }).madeBy).toBe("twin");
  });

  test.each(kernelBuilds)("the module of $name is what its sources compile to", async (build) => {
    const checkedIn = readFileSync(new URL(`../src/wasm/${build.name}.wasm.ts`, import.meta.url), "utf8");
    expect((await generateKernel(build)) === checkedIn).toBe(true);
  });
});
