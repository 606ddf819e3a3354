import sharp from "sharp";

/** A picture of discs that differ with the number, 700 by 480, as PNG. */
export function drawing(number: number): Promise<Buffer> {
  const discs = Array.from({ length: 60 }, (_, i) => {
    const place = (by: number, limit: number): number => (i * by * (2 * number + 3)) % limit;
    return `<circle cx="${place(131, 700)}" cy="${place(89, 480)}" r="${6 + place(7, 55)}" fill="hsl(${place(47, 360)},75%,${20 + place(13, 60)}%)"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="700" height="480"><rect width="700" height="480" fill="#889"/>${discs.join("")}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}
