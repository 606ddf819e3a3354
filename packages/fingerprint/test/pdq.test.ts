import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeImage } from "../src/images/decode-image.ts";
import { hammingDistance } from "../src/images/hamming.ts";
import { transformOf } from "../src/wasm/pdq-kernel.ts";
import { lumaOf, pdqHash, pdqTransform, type Orientation, type PdqTransform } from "../src/images/pdq.ts";
import { drawRectangles } from "./drawn-pictures.ts";
import { referenceOrientations, referenceVectors } from "./pdq-vectors.ts";

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

describe("PDQ", () => {
  test.each(referenceVectors)(
    "has every bit of the reference's eight hashes for $width by $height pixels",
    ({ width, height, seed, quality, hashes }) => {
      const { bytes } = drawRectangles(width, height, seed);
      const transform = pdqTransform(lumaOf(bytes, width, height, 3))!;
      expect(transform.quality).toBe(quality);
      for (const [i, hash] of hashes.entries())
        expect(hex(pdqHash(transform, referenceOrientations[i]!))).toBe(hash);
    },
  );

  test("has no hash for a picture with a side below 5 pixels", () => {
    expect(transformOf(drawRectangles(4, 9, 2))).toBeNull();
    expect(transformOf(drawRectangles(5, 5, 2))).not.toBeNull();
  });

  test("gives a picture of one colour quality 0", () => {
    const grey = { width: 300, height: 200, channels: 1, bytes: new Uint8Array(60_000).fill(128) } as const;
    expect(transformOf(grey)!.quality).toBe(0);
  });

  test("is the same by kernel and twin, coefficient by coefficient", () => {
    const side = fc.oneof(fc.integer({ min: 5, max: 140 }), fc.constantFrom(64, 127, 128, 129, 511, 512));
    fc.assert(
      fc.property(
        side,
        side,
        fc.integer({ min: 0 }),
        fc.constantFrom(1, 3),
        (width, height, seed, channels) => {
          const bytes = drawRectangles(width, height, seed).bytes.subarray(0, width * height * channels);
          const kernel = transformOf({ width, height, channels: channels as 1 | 3, bytes });
          expect(kernel).toEqual(pdqTransform(lumaOf(bytes, width, height, channels as 1 | 3)));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("hashes what is too large for the kernel with the twin", () => {
    const { bytes } = drawRectangles(640, 427, 5);
    const whole = transformOf({ width: 640, height: 427, channels: 3, bytes });
    expect(hex(pdqHash(whole!))).toBe(referenceVectors.find(({ width }) => width === 640)!.hashes[0]);
  });
});

async function transformOfFile(name: string): Promise<PdqTransform | null> {
  return transformOf((await decodeImage(readFileSync(join(reference, "pdq/data", name)))).pixels);
}

/** A copy of facebook/ThreatExchange; its pictures may not be handed on, so they are not here. */
const reference = process.env["YURAI_PDQ_REFERENCE"] ?? "";

describe.skipIf(!existsSync(join(reference, "pdq/data")))("the reference's own pictures", () => {
  const examples = /"([0-9a-f]{64})"/g;

  test("have the published hashes, at distance 0 in full resolution and at most 10 bits off when shrunk", async () => {
    const file = "python-threatexchange/threatexchange/signal_type/pdq/signal.py";
    const published = Array.from(readFileSync(join(reference, file), "utf8").matchAll(examples), ([, hash]) =>
      Buffer.from(hash!, "hex"),
    );
    const names = (
      "aaa-orig blur-a-little blur-a-lot high-contrast high-saturation sharpen-a-little sharpen-a-lot " +
      "shrink-a-little shrink-a-lot square-128x128 square-256x256 square-512x512"
    )
      .split(" ")
      .map((name) => `bridge-mods/${name}.jpg`);
    for (const name of [...names, "misc-images/c.png", "misc-images/wee.jpg"]) {
      const bytes = readFileSync(join(reference, "pdq/data", name));
      const distanceAt = async (maxSide: number | null): Promise<number> => {
        const hash = pdqHash(transformOf((await decodeImage(bytes, { maxSide })).pixels)!);
        return Math.min(...published.map((other) => hammingDistance(hash, other)));
      };
      expect([name, await distanceAt(null)]).toEqual([name, 0]);
      expect(await distanceAt(512)).toBeLessThanOrEqual(10);
    }
  });

  test("turned and mirrored by hand are the turned and mirrored hashes, at most 18 bits off", async () => {
    const named: readonly (readonly [string, Orientation])[] = [
      ["2-rotate-90", "rotated-90"],
      ["3-rotate-180", "rotated-180"],
      ["4-rotate-270", "rotated-270"],
      ["5-flipx", "flipped"],
      ["6-flipy", "mirrored"],
      ["7-flip-plus-1", "transposed"],
      ["8-flip-minus-1", "transverse"],
    ];
    const original = await transformOfFile("reg-test-input/dih/bridge-1-original.jpg");
    for (const [name, orientation] of named) {
      const turned = await transformOfFile(`reg-test-input/dih/bridge-${name}.jpg`);
      expect(hammingDistance(pdqHash(turned!), pdqHash(original!, orientation))).toBeLessThanOrEqual(18);
    }
  });
});
