/** Drawings: scenes of icons in colour, line art, and single pieces of clip art. */
import sharp from "sharp";
import { chanceOf, type Chance } from "./chance.ts";
import type { Picture, Pool } from "./corpus.ts";
import { glyphsOf, placed, type Glyph } from "./glyphs.ts";

const [width, height] = [800, 600];

/** A drawing of 800 by 600. */
export function drawnDrawing(pool: Pool, number: number): Picture {
  return {
    kind: "drawing",
    name: `drawn ${number}`,
    draw: () => {
      const chance = chanceOf(`drawing ${pool}`, number);
      const glyphs = glyphsOf("game-icons", pool);
      const body = chance.of([scene, lineArt, clipArt])(chance, glyphs);
      return sharp(
        Buffer.from(
          `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`,
        ),
      )
        .png()
        .toBuffer();
    },
  };
}

function scene(chance: Chance, glyphs: readonly Glyph[]): string {
  const ground = `<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${chance.colour(50, 95)}"/><stop offset="1" stop-color="${chance.colour(30, 80)}"/></linearGradient></defs><rect width="${width}" height="${height}" fill="url(#g)"/>`;
  const hills = Array.from({ length: chance.whole(1, 4) }, (_, i) => {
    const y = 250 + i * 90 + chance.whole(0, 80);
    return `<path d="M0 ${y} C ${chance.whole(100, 300)} ${y - chance.whole(20, 160)} ${chance.whole(400, 600)} ${y + chance.whole(0, 120)} ${width} ${y - chance.whole(0, 80)} V${height} H0Z" fill="${chance.colour(25, 75)}"/>`;
  });
  const things = Array.from({ length: chance.whole(6, 16) }, () => {
    const at = {
      x: chance.between(40, width - 40),
      y: chance.between(40, height - 40),
      turn: chance.between(-40, 40),
    };
    return placed(chance.of(glyphs), { ...at, size: chance.between(70, 330), colour: chance.colour(5, 80) });
  });
  return ground + hills.join("") + things.join("");
}

function lineArt(chance: Chance, glyphs: readonly Glyph[]): string {
  const things = Array.from({ length: chance.whole(3, 8) }, () => {
    const at = {
      x: chance.between(100, width - 100),
      y: chance.between(100, height - 100),
      turn: chance.between(-90, 90),
    };
    return placed(chance.of(glyphs), { ...at, size: chance.between(120, 420), colour: "#111" });
  });
  const strokes = Array.from({ length: chance.whole(5, 30) }, () => {
    const [x, y] = [chance.whole(0, width), chance.whole(0, height)];
    const bends = Array.from({ length: 3 }, () =>
      Array.from({ length: 4 }, () => chance.whole(-120, 121)).join(" "),
    );
    return `<path d="M${x} ${y} q${bends.join(" q")}" fill="none" stroke="#222" stroke-width="${chance.whole(1, 6)}"/>`;
  });
  return `<rect width="${width}" height="${height}" fill="#fdfdfb"/>${things.join("")}${strokes.join("")}`;
}

function clipArt(chance: Chance, glyphs: readonly Glyph[]): string {
  const first = placed(chance.of(glyphs), {
    x: width / 2,
    y: height / 2,
    size: chance.between(400, 560),
    colour: chance.colour(10, 55),
  });
  const others = Array.from({ length: chance.whole(1, 4) }, () =>
    placed(chance.of(glyphs), {
      x: chance.between(80, width - 80),
      y: chance.between(80, height - 80),
      size: chance.between(90, 200),
      colour: chance.colour(10, 60),
    }),
  );
  return `<rect width="${width}" height="${height}" fill="${chance.holds(0.5) ? "#fff" : chance.colour(75, 95)}"/>${first}${others.join("")}`;
}
