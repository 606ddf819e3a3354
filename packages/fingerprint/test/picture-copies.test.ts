import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { align, type Alignment } from "../src/images/align-pictures.ts";
import { bandOf } from "../src/images/image-band.ts";
import { printImage, queryImage, type ImagePrint } from "../src/images/image-print.ts";
import { ImageIndex, type ImageSearch } from "../src/images/image-search.ts";
import { contentDigest } from "../src/text/content-key.ts";
import { openIndex } from "../src/search/text-index.ts";
import { createSegment } from "../src/write/segment-writer.ts";
import { crop, drawing, pasted } from "./drawn-files.ts";
import { drawnNumbers } from "./drawn-pictures.ts";
import { temporaryHome } from "./small-segment.ts";

const upright = { mirrored: false, negative: false };

/** Drawings 0 to 5, of which the last two are indexed only where a test says so. */
let files: readonly Buffer[];
let prints: readonly ImagePrint[];

beforeAll(async () => {
  files = await Promise.all(Array.from({ length: 6 }, (_, i) => drawing(i)));
  prints = await Promise.all(files.map((file) => printImage(file)));
});

async function seen(copy: Buffer, record: ImagePrint): Promise<Alignment | undefined> {
  return align((await queryImage(copy)).view(upright), record);
}

function indexed(numbers: readonly number[]): string {
  const home = temporaryHome();
  const writer = createSegment({ home, sources: { drawings: "none" } });
  for (const number of numbers)
    writer.appendImages([
      {
        facts: { source: "drawings", locator: { kind: "ordinal", ordinal: number } },
        digest: contentDigest(files[number]!),
        byteLength: files[number]!.byteLength,
        print: prints[number]!,
        decoder: "sharp-test",
      },
    ]);
  writer.seal();
  return home;
}

async function searchIn(home: string, file: Buffer): Promise<ImageSearch> {
  using index = await openIndex(home);
  return await new ImageIndex(index.segments).search(await queryImage(file));
}

describe("a copy is told by what is seen of the record", () => {
  test("any part of half the sides or more, recompressed, shows all that lies within", async () => {
    const part = fc.record({
      number: fc.integer({ min: 0, max: 3 }),
      share: fc.double({ min: 0.5, max: 0.95, noNaN: true }),
      x: fc.double({ min: 0, max: 1, noNaN: true }),
      y: fc.double({ min: 0, max: 1, noNaN: true }),
      quality: fc.integer({ min: 20, max: 95 }),
    });
    await fc.assert(
      fc.asyncProperty(part, async ({ number, share, x, y, quality }) => {
        const cut = await crop(files[number]!, x * (1 - share), y * (1 - share), share);
        const found = await seen(await sharp(cut).jpeg({ quality }).toBuffer(), prints[number]!);
        expect(found!.likeness).toBeGreaterThan(0.4);
        expect(found!.placement[0]).toBeCloseTo(1 / share, 1);
        expect(bandOf(null, found, true)).toBe("near-copy");
      }),
      { numRuns: 12, seed: 5 },
    );
  });

  test("turned by any angle", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 359 }), async (degrees) => {
        const turned = await sharp(files[1]!).rotate(degrees, { background: "#000" }).png().toBuffer();
        expect((await seen(turned, prints[1]!))!.likeness).toBeGreaterThan(0.5);
      }),
      { numRuns: 6, seed: 2 },
    );
  });

  test("with a picture in it that is another's copy, both are found", async () => {
    const { matches } = await searchIn(indexed([0, 1, 2, 3]), await pasted(files[2]!, files[0]!));
    expect(matches.map(({ row, band }) => [row.facts.locator, band])).toEqual(
      expect.arrayContaining([
        [{ kind: "ordinal", ordinal: 0 }, "near-copy"],
        [{ kind: "ordinal", ordinal: 2 }, "near-copy"],
      ]),
    );
    expect(matches).toHaveLength(2);
  });

  test("with two others side by side, each is found where it lies", async () => {
    const halves = await Promise.all(
      [1, 3].map((number) => sharp(files[number]!).resize(450).png().toBuffer()),
    );
    const both = await sharp({ create: { width: 900, height: 320, channels: 3, background: "#fff" } })
      .composite(halves.map((input, i) => ({ input, left: i * 450, top: 0 })))
      .jpeg()
      .toBuffer();
    const { matches } = await searchIn(indexed([0, 1, 2, 3]), both);
    const found = new Map(
      matches.map(({ row, output }) => [(row.facts.locator as { readonly ordinal: number }).ordinal, output]),
    );
    expect([...found.keys()].sort()).toEqual([1, 3]);
    expect(found.get(1)!.right).toBeCloseTo(0.5, 1);
    expect(found.get(3)!.left).toBeCloseTo(0.5, 1);
  });
});

describe("what two pictures share by chance is no copy", () => {
  test("unrelated drawings are at most a little alike", async () => {
    for (const number of [4, 5])
      for (const record of prints.slice(0, 4)) {
        const found = await seen(files[number]!, record);
        expect(found?.likeness ?? 0).toBeLessThan(0.2);
        expect(bandOf(null, found, true)).toBeUndefined();
      }
  });

  test("blank paper is not taken for thin strokes", async () => {
    const record = await printImage(await strokes(1));
    expect(record.keypoints.count).toBeGreaterThan(20);
    expect((await seen(await strokes(2), record))?.likeness ?? 0).toBeLessThan(0.25);
  });

  test("a detail in common is never a near copy", async () => {
    const badge = await crop(files[5]!, 0.3, 0.3, 0.2);
    const withBadge = async (number: number, left: number, top: number): Promise<Buffer> =>
      sharp(files[number]!)
        .composite([{ input: badge, left, top }])
        .png()
        .toBuffer();
    const record = await printImage(await withBadge(3, 40, 50));
    const found = await seen(await withBadge(4, 600, 400), record);
    expect(bandOf(null, found, true)).not.toBe("near-copy");
  });

  test("a close hash is doubted where nothing of the record is seen, and stands where nothing can be", () => {
    const none: Alignment = {
      placement: [1, 0, 0, 0, 1, 0],
      scale: 1,
      seen: [],
      sought: 90,
      likeness: 0.02,
      cells: 0,
    };
    expect(bandOf(12, none, true)).toBe("verify");
    expect(bandOf(12, undefined, true)).toBe("verify");
    expect(bandOf(12, undefined, false)).toBe("near-copy");
    expect(bandOf(50, undefined, true)).toBeUndefined();
    expect(bandOf(50, undefined, false)).toBe("verify");
  });
});

/** Thin strokes on white paper. */
function strokes(seed: number): Promise<Buffer> {
  const next = drawnNumbers(seed * 977);
  const below = (limit: number): number => next() % limit;
  const paths = Array.from(
    { length: 12 },
    () =>
      `<path d="M${below(600)} ${below(400)} q ${below(120) - 60} ${below(120) - 60} ${below(200) - 100} ${below(200) - 100} l ${below(90)} ${below(90)}" fill="none" stroke="#000" stroke-width="2"/>`,
  );
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="440"><rect width="100%" height="100%" fill="#fff"/>${paths.join("")}</svg>`,
    ),
  )
    .png()
    .toBuffer();
}
