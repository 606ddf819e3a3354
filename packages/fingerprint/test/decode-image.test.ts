import sharp, { type Sharp } from "sharp";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeImage, decoderVersion } from "../src/images/decode-image.ts";
import { hammingDistance } from "../src/images/hamming.ts";
import { imageFormatOf } from "../src/images/image-format.ts";
import { transformOf } from "../src/wasm/pdq-kernel.ts";
import { pdqHash } from "../src/images/pdq.ts";
import { drawRectangles } from "./drawn-pictures.ts";

const width = 700;
const height = 440;
const drawn = drawRectangles(width, height, 11);
const picture = (): Sharp => sharp(drawn.bytes, { raw: { width, height, channels: 3 } });
const original = pdqHash(transformOf(drawn)!);

async function distanceOf(file: Buffer): Promise<number> {
  return hammingDistance(original, pdqHash(transformOf((await decodeImage(file)).pixels)!));
}

const svg = (attributes: string, content: string): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${content}</svg>`);

describe("a picture is the same picture", () => {
  test.each([
    ["jpeg", () => picture().jpeg({ quality: 90 })],
    ["progressive jpeg", () => picture().jpeg({ progressive: true })],
    ["cmyk jpeg", () => picture().toColourspace("cmyk").jpeg()],
    ["grey jpeg", () => picture().greyscale().jpeg()],
    ["png", () => picture().png()],
    ["png of 16 bits", () => picture().toColourspace("rgb16").png()],
    ["png with a palette", () => picture().png({ palette: true })],
    ["png with alpha", () => picture().ensureAlpha(1).png()],
    ["gif", () => picture().gif()],
    ["webp", () => picture().webp()],
    ["webp without loss", () => picture().webp({ lossless: true })],
    ["tiff", () => picture().tiff()],
    ["avif", () => picture().avif({ effort: 0 })],
  ])("as %s", async (_, make) => {
    expect(await distanceOf(await make().toBuffer())).toBeLessThanOrEqual(20);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("when EXIF orientation %i turns it back", async (orientation) => {
    // A viewer turns 6 by 90 degrees clockwise, so the stored picture is turned the other way; and so on.
    const stored = {
      1: () => picture(),
      2: () => picture().flop(),
      3: () => picture().rotate(180),
      4: () => picture().flip(),
      5: async () => sharp(await picture().rotate(270).png().toBuffer()).flip(),
      6: () => picture().rotate(270),
      7: async () => sharp(await picture().rotate(90).png().toBuffer()).flip(),
      8: () => picture().rotate(90),
    }[orientation]!;
    const file = await (await stored()).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
    const decoded = await decodeImage(file);
    expect([decoded.width, decoded.height]).toEqual([width, height]);
    expect(await distanceOf(file)).toBeLessThanOrEqual(20);
  });

  test("by the first frame of an animation, whose frames are counted", async () => {
    const second = drawRectangles(width, height, 12).bytes;
    const frames = sharp(Buffer.concat([drawn.bytes, second]), {
      raw: { width, height: height * 2, channels: 3, pageHeight: height },
    });
    const file = await frames.gif({ loop: 0 }).toBuffer();
    expect(await decodeImage(file)).toMatchObject({ format: "gif", pages: 2, width, height });
    expect(await distanceOf(file)).toBeLessThanOrEqual(20);
  });

  test("with what is transparent on white", async () => {
    const file = await sharp(svg('width="90" height="60"', '<rect width="45" height="60" fill="#000"/>'))
      .png()
      .toBuffer();
    const { pixels } = await decodeImage(file);
    expect([...pixels.bytes.subarray(0, 3), ...pixels.bytes.subarray(-3)]).toEqual([0, 0, 0, 255, 255, 255]);
  });
});

describe("a hostile file gets a code", () => {
  test.each([
    ["empty", Buffer.alloc(0), "image-unsupported"],
    ["text", Buffer.from("<html><svg/></html>".repeat(0) + "hello"), "image-unsupported"],
    ["a zip archive", Buffer.from("PK\u0003\u0004".padEnd(40, "\0")), "image-unsupported"],
    ["a HEIC file", Buffer.from("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "latin1"), "image-unsupported"],
    ["a PDF", Buffer.from("%PDF-1.7\n".padEnd(100)), "image-unsupported"],
    ["a JPEG of noise", Buffer.concat([Buffer.from([255, 216, 255]), Buffer.alloc(99, 7)]), "image-damaged"],
    ["an SVG of a million pixels a side", svg('width="1000000" height="1000000"', ""), "image-too-large"],
    [
      "an SVG of entities",
      Buffer.from(
        `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "${"a".repeat(99)}">${Array.from({ length: 8 }, (_, i) => `<!ENTITY ${"bcdefghi"[i]} "${`&${"abcdefgh"[i]};`.repeat(10)}">`).join("")}]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&i;</text></svg>`,
      ),
      "image-damaged",
    ],
  ])("%s", async (_, bytes, code) => {
    await expect(decodeImage(bytes)).rejects.toMatchObject({ code });
  });

  test("a small file of very many pixels, before it is decoded", async () => {
    const bomb = await sharp({
      create: { width: 12_000, height: 12_000, channels: 3, background: "#123456" },
    })
      .png()
      .toBuffer();
    expect(bomb.byteLength).toBeLessThan(2_000_000);
    await expect(decodeImage(bomb)).rejects.toMatchObject({ code: "image-too-large" });
  });

  test("more bytes, pixels or pages than the caller allows", async () => {
    const file = await picture().jpeg().toBuffer();
    for (const limits of [
      { maxBytes: file.byteLength - 1 },
      { maxPixels: width * height - 1 },
      { maxPages: 0 },
    ])
      await expect(decodeImage(file, { limits })).rejects.toMatchObject({ code: "image-too-large" });
  });

  test("cut anywhere, in any format, it is damaged or whole, and nothing else", async () => {
    const files = await Promise.all(
      [picture().jpeg(), picture().png(), picture().webp(), picture().gif(), picture().tiff()].map((made) =>
        made.toBuffer(),
      ),
    );
    for (const file of files)
      for (const share of [0.02, 0.5, 0.9]) {
        const cut = file.subarray(0, Math.floor(file.length * share));
        await expect(decodeImage(cut)).rejects.toMatchObject({ code: "image-damaged" });
      }
  });

  test("with any bytes changed it is decoded or refused with a code", async () => {
    const small = sharp(drawRectangles(60, 40, 3).bytes, { raw: { width: 60, height: 40, channels: 3 } });
    const files = await Promise.all(
      [small.clone().jpeg(), small.clone().png(), small.clone().gif()].map((made) => made.toBuffer()),
    );
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), changes, async (file, edits) => {
        const changed = Buffer.from(file);
        for (const [at, byte] of edits) changed[at % changed.length] = byte;
        const code = await decodeImage(changed).then(
          () => "decoded",
          (error: { readonly code?: string }) => error.code,
        );
        expect([
          "decoded",
          "image-damaged",
          "image-unsupported",
          "image-too-large",
          "image-timeout",
        ]).toContain(code);
      }),
      { numRuns: 150 },
    );
  });

  test("and an SVG reads no file of this machine", async () => {
    const plain = await decodeImage(svg('width="50" height="50"', '<rect width="9" height="9"/>'));
    const reading = await decodeImage(
      svg(
        'width="50" height="50"',
        `<rect width="9" height="9"/><image href="${new URL("./golden/", import.meta.url).href}x.png" width="50" height="50"/>`,
      ),
    );
    expect(Buffer.compare(plain.pixels.bytes, reading.pixels.bytes)).toBe(0);
  });
});

test("formats are told by their first bytes, never by a name", () => {
  expect(imageFormatOf(Buffer.from("<?xml version='1.0'?>\n<!-- a --><svg xmlns='x'>"))).toBe("svg");
  expect(imageFormatOf(Buffer.from("<p>about &lt;svg&gt;</p>"))).toBeUndefined();
  expect(imageFormatOf(Buffer.from("II*\0aaaa"))).toBe("tiff");
});

test("the decoder says which it is, because another gives slightly other pixels", async () => {
  expect(await decoderVersion()).toMatch(/^sharp-\d+\.\d+\.\d+\/libvips-\d+\.\d+\.\d+\/512$/);
});
