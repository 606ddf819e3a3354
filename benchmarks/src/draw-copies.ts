/**
 * `node --conditions=@yurai/source benchmarks/src/draw-copies.ts`: the pictures of benchmarks/README.md: every transform of a
 * drawing, and a drawing that was pasted into another picture with the keypoints that were seen again.
 */
import { align, printImage, queryImage, type Alignment, type ImagePrint } from "@yurai/fingerprint/images";
import sharp, { type OverlayOptions } from "sharp";
import { chanceOf } from "./pictures/chance.ts";
import { drawnDrawing } from "./pictures/drawings.ts";
import { drawnScreenshot } from "./pictures/screenshots.ts";
import { transforms } from "./pictures/transforms.ts";

const original = await drawnDrawing("indexed", 2).draw();
const host = await drawnScreenshot("asked", 6).draw();

await drawSheet(new URL("../image-copies.webp", import.meta.url).pathname);
await drawPair(new URL("../image-pair.webp", import.meta.url).pathname);

async function drawSheet(path: string): Promise<void> {
  const [columns, width, height, title] = [8, 160, 132, 16];
  const tiles: OverlayOptions[] = [];
  for (const [i, { name, apply }] of [{ name: "original", apply: () => original }, ...transforms].entries()) {
    const file = await apply(original, chanceOf(name, 5), () => Promise.resolve(host));
    const fitted = sharp(file).resize(width - 8, height - title - 6, { fit: "inside" });
    const [left, top] = [(i % columns) * width, Math.floor(i / columns) * height];
    tiles.push({ input: await fitted.png().toBuffer(), left: left + 4, top: top + title });
    tiles.push({ input: label(name, width, title), left, top });
  }
  const rows = Math.ceil((transforms.length + 1) / columns);
  await canvas(columns * width, rows * height)
    .composite(tiles)
    .webp({ quality: 72 })
    .toFile(path);
}

function label(text: string, width: number, height: number): Buffer {
  const words = text.replaceAll("&", "&amp;").slice(0, 34);
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><text x="4" y="12" font-size="9" font-family="DejaVu Sans" fill="#222">${words}</text></svg>`,
  );
}

/** The copy on the left, the record on the right, at the same height; green is seen, grey is not. */
async function drawPair(path: string): Promise<void> {
  const paste = transforms.find(({ name }) => name.startsWith("pasted into another, 50 %"))!;
  const file = await paste.apply(original, chanceOf("pair", 3), () => Promise.resolve(host));
  const record = await printImage(original);
  const view = (await queryImage(file)).view({ mirrored: false, negative: false });
  const alignment = align(view, record)!;
  const height = 480;
  const [left, right] = await Promise.all(
    [file, original].map((input) =>
      sharp(input).resize({ height }).png().toBuffer({ resolveWithObject: true }),
    ),
  );
  const marks = marksOf(record, alignment, {
    copy: Math.max(left!.info.width, height),
    record: Math.max(right!.info.width, height),
    from: left!.info.width,
  });
  const width = left!.info.width + right!.info.width;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${marks}</svg>`;
  await canvas(width, height)
    .composite([
      { input: left!.data, left: 0, top: 0 },
      { input: right!.data, left: left!.info.width, top: 0 },
      { input: Buffer.from(svg), left: 0, top: 0 },
    ])
    .webp({ quality: 80 })
    .toFile(path);
  process.stdout.write(
    `${alignment.seen.length} of ${alignment.sought} keypoints seen, likeness ${alignment.likeness.toFixed(2)}\n`,
  );
}

/** Longer sides in pixels, and where the record's picture begins. */
interface PairSizes {
  readonly copy: number;
  readonly record: number;
  readonly from: number;
}

function marksOf({ keypoints }: ImagePrint, { seen, placement }: Alignment, sizes: PairSizes): string {
  const [a, b, c, d, e, f] = placement;
  const isSeen = new Set(seen);
  return Array.from({ length: keypoints.count }, (_, i) => {
    const [x, y] = [keypoints.x[i]! / 65_535, keypoints.y[i]! / 65_535];
    const [right, down] = [sizes.from + x * sizes.record, y * sizes.record];
    const radius = 2 + keypoints.level[i]!;
    if (!isSeen.has(i)) return `<circle cx="${right}" cy="${down}" r="${radius}" fill="none" stroke="#888"/>`;
    const [across, along] = [(a * x + b * y + c) * sizes.copy, (d * x + e * y + f) * sizes.copy];
    const line =
      i % 5 === 0
        ? `<line x1="${across}" y1="${along}" x2="${right}" y2="${down}" stroke="hsl(${(i * 47) % 360} 90% 45%)" stroke-width=".8"/>`
        : "";
    return `<circle cx="${right}" cy="${down}" r="${radius}" fill="none" stroke="#0a0"/><circle cx="${across}" cy="${along}" r="${radius / 2}" fill="none" stroke="#0a0"/>${line}`;
  }).join("");
}

function canvas(width: number, height: number): ReturnType<typeof sharp> {
  return sharp({ create: { width, height, channels: 3, background: "#e8e8e8" } });
}
