/**
 * Shapes that pictures are drawn with: icons and logos of npm packages (Game Icons, CC BY 3.0, by Lorc, Delapouite and
 * others; Simple Icons and gilbarbara/logos, CC0). Each family of names belongs to one pool, so that a picture of one
 * pool shares no shape with a picture of the other.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Pool } from "./corpus.ts";

/** A shape as the inside of an SVG, and the box it is drawn in. */
export interface Glyph {
  readonly name: string;
  readonly body: string;
  readonly width: number;
  readonly height: number;
}

interface IconSet {
  readonly width?: number;
  readonly height?: number;
  readonly icons: Readonly<
    Record<string, { readonly body: string; readonly width?: number; readonly height?: number }>
  >;
}

const files = {
  "game-icons": import.meta.resolve("@iconify-json/game-icons/icons.json"),
  "simple-icons": import.meta.resolve("@iconify-json/simple-icons/icons.json"),
  logos: import.meta.resolve("@iconify-json/logos/icons.json"),
} as const;
const loaded = new Map<string, readonly Glyph[]>();

/** The shapes of a set that belong to a pool, in the set's order. */
export function glyphsOf(set: keyof typeof files, pool: Pool): readonly Glyph[] {
  const key = `${set} ${pool}`;
  const known = loaded.get(key) ?? readGlyphs(set).filter(({ name }) => poolOf(name) === pool);
  loaded.set(key, known);
  return known;
}

/** A name's family (its first four letters) decides: `google-maps` and `google-play` are never in different pools. */
export function poolOf(name: string): Pool {
  let hash = 2_166_136_261;
  for (const letter of name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .slice(0, 4))
    hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619);
  return ((hash >>> 16) ^ hash) & 1 ? "asked" : "indexed";
}

function readGlyphs(set: keyof typeof files): readonly Glyph[] {
  const {
    icons,
    width = 16,
    height = width,
  } = JSON.parse(readFileSync(fileURLToPath(files[set]), "utf8")) as IconSet;
  return Object.entries(icons).map(([name, icon]) => ({
    name,
    body: icon.body,
    width: icon.width ?? width,
    height: icon.height ?? height,
  }));
}

/** A shape drawn with its longer side `size` long, turned about its middle, which lies at (x, y). */
export function placed(
  glyph: Glyph,
  at: {
    readonly x: number;
    readonly y: number;
    readonly size: number;
    readonly turn?: number;
    readonly colour?: string;
  },
): string {
  const scale = at.size / Math.max(glyph.width, glyph.height);
  const turn = at.turn === undefined ? "" : `rotate(${at.turn.toFixed(1)})`;
  const move = `translate(${at.x.toFixed(1)} ${at.y.toFixed(1)}) ${turn} scale(${scale.toFixed(4)}) translate(${-glyph.width / 2} ${-glyph.height / 2})`;
  return `<g transform="${move}" color="${at.colour ?? "#222"}">${glyph.body}</g>`;
}
