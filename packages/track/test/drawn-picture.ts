import sharp from "sharp";

/** A picture of discs that differ with the number, 600 by 400, as PNG. */
export function drawnPicture(number: number): Promise<Buffer> {
  return sharp(Buffer.from(drawnSvg(number)))
    .png()
    .toBuffer();
}

/** The same as SVG. */
export function drawnSvg(number: number): string {
  const shapes = Array.from({ length: 40 }, (_, i) => {
    const place = (by: number, limit: number): number => (i * by * (number + 3)) % limit;
    return `<circle cx="${place(131, 600)}" cy="${place(89, 400)}" r="${5 + place(7, 50)}" fill="hsl(${place(47, 360)},80%,${20 + place(13, 60)}%)"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="600" height="400" fill="#888"/>${shapes.join("")}</svg>`;
}

/** A copy as somebody would make it: mirrored, smaller, recompressed. */
export async function copyOf(number: number): Promise<Buffer> {
  return sharp(await drawnPicture(number))
    .flop()
    .resize(380)
    .jpeg({ quality: 60 })
    .toBuffer();
}
