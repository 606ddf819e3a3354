/** Picture files that sharp draws: strokes and shapes with enough in them to be told apart, and what becomes of copies. */
import sharp from "sharp";
import { drawnNumbers } from "./drawn-pictures.ts";

const width = 900;
const height = 640;

/** A drawing of strokes and discs, always the same for a seed, as PNG. */
export function drawing(seed: number): Promise<Buffer> {
  const next = drawnNumbers(seed * 7_919 + 1);
  for (let i = 0; i < 20; i++) next();
  const below = (limit: number): number => next() % limit;
  const colour = (): string => `rgb(${below(256)},${below(256)},${below(256)})`;
  const shapes = Array.from({ length: 90 }, () => {
    const [x, y] = [below(width), below(height)];
    const bend = Array.from(
      { length: 3 },
      () => `q ${below(160) - 80} ${below(160) - 80} ${below(200) - 100} ${below(200) - 100}`,
    );
    return below(3) === 0
      ? `<circle cx="${x}" cy="${y}" r="${6 + below(60)}" fill="${colour()}"/>`
      : `<path d="M${x} ${y} ${bend.join(" ")}" fill="none" stroke="${colour()}" stroke-width="${2 + below(12)}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${colour()}"/>${shapes.join("")}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** A picture of one colour. */
export function flat(colour: string): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toBuffer();
}

/** A part of a drawing, by shares of its sides. */
export function crop(file: Buffer, left: number, top: number, share: number): Promise<Buffer> {
  const area = {
    left: Math.round(left * width),
    top: Math.round(top * height),
    width: Math.round(share * width),
    height: Math.round(share * height),
  };
  return sharp(file).extract(area).png().toBuffer();
}

/** A drawing pasted into another, at half its size. */
export async function pasted(file: Buffer, host: Buffer): Promise<Buffer> {
  const small = await sharp(file)
    .resize(width / 2)
    .png()
    .toBuffer();
  return sharp(host)
    .composite([{ input: small, left: 380, top: 40 }])
    .jpeg({ quality: 85 })
    .toBuffer();
}
