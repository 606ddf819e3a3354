/**
 * Photographs: those of folders that the caller names, and drawn ones. Drawn are "dead leaves" (Lee, Mumford, Huang
 * 2001): things of sizes by a power law, one before the other, with textures, light from one side, lens blur and
 * grain, which have the edges and the spectrum of photographs.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import sharp from "sharp";
import { chanceOf, type Chance } from "./chance.ts";
import type { Picture, Pool } from "./corpus.ts";
import { poolOf } from "./glyphs.ts";

/** Photographs larger than twice this in both directions are cut into as many as fit. */
const tile = { width: 640, height: 480 } as const;

/** Photographs of folders, in the order of their names. A file's tiles are in one pool, and files of similar names too. */
export async function photographsIn(folders: readonly string[], pool: Pool): Promise<readonly Picture[]> {
  const pictures: Picture[] = [];
  for (const folder of folders)
    for (const path of filesBelow(folder)) {
      const file = readFileSync(path);
      const { width, height } = (await sharp(file).metadata()).autoOrient;
      if (Math.min(width, height) < 240 || poolOf(reversed(basename(path))) !== pool) continue;
      for (const area of tilesOf(width, height))
        pictures.push({
          kind: "photograph",
          name: `${basename(path)} ${area.left} ${area.top}`,
          draw: () =>
            sharp(file)
              .autoOrient()
              .extract(area)
              .flatten({ background: "#fff" })
              .jpeg({ quality: 92 })
              .toBuffer(),
        });
    }
  return pictures;
}

/** Numbers differ most at their ends; sizes after an underscore don't count. */
function reversed(file: string): string {
  return [...file.replace(/\.\w+$/, "").replace(/_\d+x\d+$/, "")].toReversed().join("");
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(jpe?g|png|webp)$/i.test(path))
    .sort()
    .map((path) => join(folder, path));
}

function tilesOf(
  width: number,
  height: number,
): { left: number; top: number; width: number; height: number }[] {
  if (width < 2 * tile.width || height < 2 * tile.height) return [{ left: 0, top: 0, width, height }];
  // Tiles of large pictures are twice as large: as sharp as a photograph that was shrunk.
  const [across, down] = [Math.floor(width / 1_280) || 1, Math.floor(height / 960) || 1];
  const [w, h] = [Math.floor(width / across), Math.floor(height / down)];
  return Array.from({ length: across * down }, (_, i) => ({
    left: (i % across) * w,
    top: Math.floor(i / across) * h,
    width: w,
    height: h,
  }));
}

/** A drawn photograph of 640 by 480. */
export function drawnPhotograph(pool: Pool, number: number): Picture {
  return {
    kind: "photograph",
    name: `drawn ${number}`,
    draw: () => draw(chanceOf(`photograph ${pool}`, number)),
  };
}

async function draw(chance: Chance): Promise<Buffer> {
  const { width, height } = tile;
  const things = Array.from({ length: chance.whole(300, 1_100) }, () => thing(chance, width, height));
  // What is behind is mostly larger.
  things.sort((a, b) => b.far - a.far);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${sky(chance, width, height)}${things.map(({ svg: shape }) => shape).join("")}</svg>`;
  const pixels = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();
  roughen(pixels, width, height, chance);
  const blur = chance.between(0.4, 1.1);
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .blur(blur)
    .jpeg({ quality: 90 })
    .toBuffer();
}

function sky(chance: Chance, width: number, height: number): string {
  return `<defs><linearGradient id="s" x1="0" y1="0" x2="${chance.between(-1, 1).toFixed(2)}" y2="1"><stop offset="0" stop-color="${chance.colour(40, 95)}"/><stop offset="1" stop-color="${chance.colour(5, 60)}"/></linearGradient></defs><rect width="${width}" height="${height}" fill="url(#s)"/>`;
}

/** A thing of a size by a power law: a blotch with corners or a bow, shaded. */
function thing(
  chance: Chance,
  width: number,
  height: number,
): { readonly far: number; readonly svg: string } {
  const size = Math.min(260, 11 / Math.sqrt(chance.between(0.0012, 1)));
  const [x, y] = [chance.between(-20, width + 20), chance.between(-20, height + 20)];
  const corners = chance.whole(3, 9);
  const points = Array.from({ length: corners }, (_, i) => {
    const [angle, reach] = [
      ((i + chance.between(-0.3, 0.3)) * 2 * Math.PI) / corners,
      size * chance.between(0.5, 1),
    ];
    return [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach] as const;
  });
  const isRound = chance.holds(0.5);
  const at = (i: number): string => points[i % corners]!.map((v) => v.toFixed(1)).join(" ");
  const between = (i: number): string =>
    [0, 1].map((k) => ((points[i % corners]![k]! + points[(i + 1) % corners]![k]!) / 2).toFixed(1)).join(" ");
  const path = isRound
    ? `M${between(0)}${points.map((_, i) => `Q${at(i + 1)} ${between(i + 1)}`).join("")}Z`
    : `M${points.map((_, i) => at(i)).join("L")}Z`;
  const hue = chance.whole(0, 360);
  const [saturation, light] = [chance.whole(5, 70), chance.whole(8, 88)];
  return {
    far: size + chance.between(0, 120),
    svg: `<path d="${path}" fill="hsl(${hue} ${saturation}% ${light}%)"/>`,
  };
}

/** Textures of all sizes, light that falls off, and grain. */
function roughen(pixels: Buffer, width: number, height: number, chance: Chance): void {
  const layers = [48, 21, 9, 4].map((cell) => ({
    cell,
    across: Math.ceil(width / cell) + 2,
    values: Float32Array.from(
      { length: (Math.ceil(width / cell) + 2) * (Math.ceil(height / cell) + 2) },
      () => chance.between(-1, 1),
    ),
    weight: chance.between(2, 5) * Math.sqrt(cell),
  }));
  const [lightX, lightY, grain] = [
    chance.between(-0.06, 0.06),
    chance.between(-0.06, 0.06),
    chance.between(2, 14),
  ];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let sum = lightX * (x - width / 2) + lightY * (y - height / 2) + chance.between(-grain, grain);
      for (const { cell, across, values, weight } of layers) {
        const [i, j] = [Math.floor(x / cell), Math.floor(y / cell)];
        const [u, v] = [x / cell - i, y / cell - j];
        const at = j * across + i;
        const above = values[at]! * (1 - u) + values[at + 1]! * u;
        const below = values[at + across]! * (1 - u) + values[at + across + 1]! * u;
        sum += weight * 0.6 * (above * (1 - v) + below * v);
      }
      for (let c = 0, at = (y * width + x) * 3; c < 3; c++)
        pixels[at + c] = Math.max(0, Math.min(255, pixels[at + c]! + sum));
    }
}
