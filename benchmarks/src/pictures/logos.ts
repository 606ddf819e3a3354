/** Logos: in one colour alone, in many colours, and with the name of a firm in one of few typefaces. */
import sharp from "sharp";
import { chanceOf, type Chance } from "./chance.ts";
import type { Picture, Pool } from "./corpus.ts";
import { glyphsOf, placed, type Glyph } from "./glyphs.ts";
import { name } from "./words.ts";

const fonts = [
  "DejaVu Sans",
  "Liberation Sans",
  "DejaVu Serif",
  "Liberation Serif",
  "Liberation Sans Narrow",
];

/** A logo of 480 by 480, or of 900 by 300 with a name. No shape is in two of the first 2,500. */
export function drawnLogo(pool: Pool, number: number): Picture {
  const [plain, coloured] = [glyphsOf("simple-icons", pool), glyphsOf("logos", pool)];
  const glyph =
    number % 5 < 3
      ? plain[Math.floor(number / 5) * 3 + (number % 5)]
      : coloured[Math.floor(number / 5) * 2 + (number % 5) - 3];
  return {
    kind: "logo",
    name: `${number} ${glyph?.name ?? "name only"}`,
    draw: () => {
      const chance = chanceOf(`logo ${pool}`, number);
      return sharp(
        Buffer.from(number % 5 < 3 && number % 2 === 0 ? withName(chance, glyph) : alone(chance, glyph)),
      )
        .png()
        .toBuffer();
    },
  };
}

function alone(chance: Chance, glyph: Glyph | undefined): string {
  const ground = chance.holds(0.7) ? "#fff" : chance.colour(85, 98);
  const shape =
    glyph === undefined ? "" : placed(glyph, { x: 240, y: 240, size: 400, colour: chance.colour(5, 55) });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="480"><rect width="100%" height="100%" fill="${ground}"/>${shape}</svg>`;
}

function withName(chance: Chance, glyph: Glyph | undefined): string {
  const shape =
    glyph === undefined ? "" : placed(glyph, { x: 150, y: 150, size: 220, colour: chance.colour(5, 60) });
  const size = chance.whole(70, 110);
  const weight = chance.of(["bold", "normal"]);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="300"><rect width="100%" height="100%" fill="#fff"/>${shape}<text x="290" y="${150 + size * 0.35}" font-family="${chance.of(fonts)}" font-size="${size}" font-weight="${weight}" fill="${chance.colour(5, 45)}">${name(chance)} ${chance.holds(0.4) ? name(chance).slice(0, 4) : ""}</text></svg>`;
}
