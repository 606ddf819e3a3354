/** Screenshots: windows of an editor, a table, a chat, a page with cards; all with the same bars and typefaces. */
import sharp from "sharp";
import { chanceOf, type Chance } from "./chance.ts";
import type { Picture, Pool } from "./corpus.ts";
import { glyphsOf, placed } from "./glyphs.ts";
import { line, name, word } from "./words.ts";

const [width, height] = [1_280, 800];

interface Screen {
  readonly chance: Chance;
  readonly pool: Pool;
  readonly ink: string;
  readonly soft: string;
  readonly left: number;
}

/** A screen of 1,280 by 800. */
export function drawnScreenshot(pool: Pool, number: number): Picture {
  return {
    kind: "screenshot",
    name: `drawn ${number}`,
    draw: () => {
      const chance = chanceOf(`screenshot ${pool}`, number);
      const isDark = chance.holds(0.4);
      const left = chance.holds(0.7) ? chance.whole(160, 300) : 0;
      const screen = { chance, pool, left, ink: isDark ? "#ddd" : "#222", soft: isDark ? "#333" : "#e4e6ea" };
      const body = chance.of([editor, table, chat, cards])(screen);
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="DejaVu Sans"><rect width="100%" height="100%" fill="${isDark ? "#1e1e24" : "#fff"}"/>${bars(screen)}${body}</svg>`;
      return sharp(Buffer.from(svg)).png().toBuffer();
    },
  };
}

function bars({ chance, ink, soft, left }: Screen): string {
  const tabs = Array.from({ length: chance.whole(1, 6) }, (_, i) =>
    text(90 + i * 170, 25, line(chance, 16), 13, ink),
  );
  const items =
    left === 0
      ? []
      : Array.from({ length: chance.whole(6, 24) }, (_, i) =>
          text(22, 90 + i * 28, line(chance, left / 11), 13, ink),
        );
  return `<rect width="${width}" height="40" fill="${soft}"/><circle cx="20" cy="20" r="7" fill="#e66"/><circle cx="42" cy="20" r="7" fill="#eb5"/><circle cx="64" cy="20" r="7" fill="#6b6"/>${tabs.join("")}<rect y="40" width="${left}" height="${height}" fill="${soft}" opacity=".6"/>${items.join("")}<rect y="${height - 24}" width="${width}" height="24" fill="${chance.colour(30, 60)}"/>`;
}

function editor({ chance, ink, left }: Screen): string {
  const colours = [ink, "#5a8fd6", "#c678a0", "#5f9e5f", "#c0883a"];
  return Array.from({ length: 37 }, (_, i) => {
    const indent = chance.whole(0, 5) * 24;
    let x = left + 60 + indent;
    const parts = Array.from({ length: chance.whole(0, 8) }, () => {
      const token = chance.holds(0.3)
        ? chance.of(["const", "return", "if", "=>", "{", "}", "function", "import"])
        : word(chance);
      const part = text(x, 70 + i * 19, token, 14, chance.of(colours), "DejaVu Sans Mono");
      x += (token.length + 1) * 8.5;
      return part;
    });
    return text(left + 14, 70 + i * 19, String(i + 1), 13, "#888", "DejaVu Sans Mono") + parts.join("");
  }).join("");
}

function table({ chance, ink, soft, left }: Screen): string {
  const columns = chance.whole(4, 9);
  const across = (width - left - 40) / columns;
  return Array.from({ length: chance.whole(12, 26) }, (_, i) => {
    const y = 90 + i * 27;
    const cells = Array.from({ length: columns }, (__, j) =>
      text(
        left + 26 + j * across,
        y,
        j % 2 === 0 ? line(chance, across / 10) : chance.between(0, 9_999).toFixed(1),
        13,
        ink,
      ),
    );
    const stripe =
      i % 2 === 0
        ? `<rect x="${left + 20}" y="${y - 18}" width="${width - left - 40}" height="27" fill="${soft}" opacity=".5"/>`
        : "";
    return stripe + cells.join("");
  }).join("");
}

function chat({ chance, ink, soft, left }: Screen): string {
  let y = 70;
  let svg = "";
  while (y < height - 120) {
    const [lines, isMine] = [chance.whole(1, 5), chance.holds(0.4)];
    const x = isMine ? width - 560 : left + 80;
    svg += `<circle cx="${x - 28}" cy="${y + 20}" r="18" fill="${chance.colour()}"/><rect x="${x}" y="${y}" width="500" height="${lines * 22 + 18}" rx="12" fill="${isMine ? "#3b7dd8" : soft}"/>`;
    for (let i = 0; i < lines; i++)
      svg += text(x + 14, y + 26 + i * 22, line(chance, chance.between(20, 56)), 14, isMine ? "#fff" : ink);
    y += lines * 22 + 40;
  }
  return svg;
}

function cards({ chance, pool, ink, soft, left }: Screen): string {
  const [columns, glyphs] = [chance.whole(2, 5), glyphsOf("game-icons", pool)];
  const across = (width - left - 40) / columns;
  const tall = chance.whole(170, 300);
  return Array.from({ length: columns * Math.ceil(700 / tall) }, (_, i) => {
    const [x, y] = [left + 20 + (i % columns) * across, 60 + Math.floor(i / columns) * tall];
    const picture = `<rect x="${x}" y="${y}" width="${across - 16}" height="${tall - 60}" fill="${chance.colour(40, 85)}"/>${placed(chance.of(glyphs), { x: x + across / 2 - 8, y: y + tall / 2 - 30, size: Math.min(across, tall) * 0.6, colour: chance.colour(5, 40) })}`;
    const ground = `<rect x="${x}" y="${y}" width="${across - 16}" height="${tall - 14}" fill="${soft}"/>`;
    return (
      ground +
      picture +
      text(x + 8, y + tall - 38, name(chance), 15, ink) +
      text(x + 8, y + tall - 20, line(chance, across / 10), 12, ink)
    );
  }).join("");
}

function text(x: number, y: number, words: string, size: number, fill: string, font = "DejaVu Sans"): string {
  const escaped = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" fill="${fill}" font-family="${font}">${escaped}</text>`;
}
